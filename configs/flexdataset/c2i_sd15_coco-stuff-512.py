# FlexDataset's composition-to-image model from Stable Diffusion 1.5 at 512 px,
# on COCO-Stuff. Stage 1: MIMC layers learn layouts; the UNet stays as it is.
#
#   tools/dist_train.sh configs/flexdataset/c2i_sd15_coco-stuff-512.py 8
#
# Not run yet: neither the data nor the weights are at hand. Latents are
# computed once, 64 kB an image, and kept in memory by every process. The
# length of this stage is ours: the paper states none.
_base_ = ['../_base_/default_runtime.py',
          '../_base_/datasets/coco_stuff_layouts.py']

work_dir = 'work_dirs/flexdataset/c2i_sd15_coco-stuff-512'
pretrained = 'checkpoints/stable-diffusion-v1-5'
model = dict(
    type='mmflexgen.CompositionToImage',
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained=pretrained,
        num_inference_steps=50,
        guidance_scale=5.0,
        truncate_prompts=True),
    classes=_base_.classes,
    # 32, 16 and 8 cells, as LayoutDiffusion attends.
    strides=(2, 4, 8),
    mimc=dict(num_places=9, dim=256, pixel_dim=16, num_layers=6, heads=8,
              groups=32),
    condition_dropout=0.2,
    amp_dtype='bfloat16')

train_dataloader = dict(
    batch_size=8,
    num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    collate_fn=dict(type='ready_batch'),
    dataset=dict(
        type='LatentCompositionDataset',
        layouts=_base_.layouts,
        vae=f'{pretrained}/vae',
        cache_dir='work_dirs/flexdataset/latents_coco-stuff-512',
        size=512,
        batch_size=16))
train_cfg = dict(type='IterBasedTrainLoop', max_iters=100000)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-4, weight_decay=1e-2),
    clip_grad=dict(max_norm=1.0))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=1000)
]
default_hooks = dict(checkpoint=dict(interval=5000, max_keep_ckpts=2))
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA', momentum=1e-4,
         gamma=10),
    dict(type='mmflexgen.CompositionGridHook', interval=5000,
         layouts=_base_.shown),
    dict(type='mmflexgen.ExportHook', interval=5000,
         out_dir=f'{work_dir}/export')
]
randomness = dict(seed=0, diff_rank_seed=True)
