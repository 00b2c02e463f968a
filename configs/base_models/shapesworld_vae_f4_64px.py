# The autoencoder of ShapesWorld's base model: 64 px, latents 4 x 16 x 16.
#
#   python tools/dataset_converters/shapesworld.py data/shapesworld
#   python tools/train.py configs/base_models/shapesworld_vae_f4_64px.py
#
# 15 minutes on 2 cores (shared), 0.25 s an iteration; loss_l1 0.029 at the
# end.
#
# Any folder of images with a metadata.jsonl of file_name and text will do:
# --cfg-options train_dataloader.dataset.data_root=FOLDER.
# Writes work_dirs/base_models/shapesworld_vae_f4_64px/diffusers/vae.
_base_ = '../_base_/default_runtime.py'

work_dir = 'work_dirs/base_models/shapesworld_vae_f4_64px'

model = dict(
    type='AutoencoderTrainer',
    vae=dict(
        in_channels=3,
        out_channels=3,
        down_block_types=('DownEncoderBlock2D', ) * 3,
        up_block_types=('UpDecoderBlock2D', ) * 3,
        block_out_channels=(32, 48, 64),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=16,
        mid_block_add_attention=False,
        sample_size=64),
    l1_weight=1.0,
    mse_weight=1.0,
    edge_weight=0.5,
    kl_weight=1e-3,
    amp_dtype='bfloat16')

train_dataloader = dict(
    batch_size=16,
    num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    collate_fn=dict(type='ready_batch'),
    dataset=dict(
        type='ImageTextDataset',
        data_root='data/shapesworld/unlabelled',
        size=64,
        flip=True))

train_cfg = dict(type='IterBasedTrainLoop', max_iters=3000)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-3, betas=(0.9, 0.99),
                   weight_decay=1e-4, fused=True),
    clip_grad=dict(max_norm=1.0))
# The cosine ends with the run.
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=200),
    dict(type='CosineAnnealingLR', by_epoch=False, begin=200, eta_min=1e-5)
]
default_hooks = dict(
    logger=dict(interval=100),
    checkpoint=dict(interval=1000, max_keep_ckpts=2))
custom_hooks = [
    dict(type='EMAHook', ema_type='ExponentialMovingAverage',
         momentum=2e-3),
    dict(type='ReconstructionGridHook', interval=1000),
    dict(type='ExportDiffusersHook', interval=2000,
         out_dir=f'{work_dir}/diffusers')
]
