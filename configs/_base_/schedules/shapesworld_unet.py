# How ShapesWorld's UNet is trained on latents, with captions or compositions:
# 32 a batch, 300 iterations of warm-up, then a cosine that ends with the run.
model = dict(
    # Shapes are decided at middle times.
    logit_normal=(0.3, 1.0),
    uniform_share=0.25,
    amp_dtype='bfloat16',
    plain_attention=True)
train_dataloader = dict(
    batch_size=32,
    num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    collate_fn=dict(type='ready_batch'),
    dataset=dict(size=64, flip=True))
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-3, betas=(0.9, 0.99),
                   weight_decay=1e-2),
    clip_grad=dict(max_norm=1.0))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=300),
    dict(type='CosineAnnealingLR', by_epoch=False, begin=300, eta_min=2e-5)
]
