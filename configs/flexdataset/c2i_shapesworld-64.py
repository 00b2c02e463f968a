# FlexDataset's composition-to-image model on ShapesWorld, 64 px. Stage 1: it
# learns layouts from the 20,000 `unlabelled` images, their boxes and
# categories; no mask, no text.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64.py
#   (again with --resume to continue)
#
# On 2 cores two processes of 16 samples are the fastest:
#   OMP_NUM_THREADS=1 tools/dist_train.sh \
#       configs/flexdataset/c2i_shapesworld-64.py 2 \
#       --cfg-options train_dataloader.batch_size=16
#
# 2 h 35 min on one of two busy cores, 1.7 GB. Writes
# work_dirs/flexdataset/c2i_shapesworld-64/export, a base model with mimc/ in
# it, and samples/iter_N.png: scenes of val, above the same with their boxes.
# Latents are computed once. checkpoints/shapesworld_c2i-64 is this export:
#
#   python tools/model_converters/publish_weights.py \
#       work_dirs/flexdataset/c2i_shapesworld-64/export \
#       checkpoints/shapesworld_c2i-64 --half
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/schedules/shapesworld_unet.py'
]

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64'
pretrained = 'checkpoints/shapesworld_sd64'
classes = ('disc', 'square', 'triangle', 'star', 'cross', 'ring', 'heart',
           'crescent', 'arrow', 'hourglass', 'mushroom', 'figure')
model = dict(
    type='mmflexgen.CompositionToImage',
    base_model=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained=pretrained,
        num_inference_steps=30,
        guidance_scale=3.0,
        truncate_prompts=True),
    classes=classes,
    # 16, 8 and 4 cells.
    strides=(1, 2, 4),
    mimc=dict(num_places=9, dim=128, pixel_dim=16, num_layers=2, heads=4,
              groups=16),
    tune_unet=True,
    condition_dropout=0.2)

train_dataloader = dict(
    dataset=dict(
        type='LatentCompositionDataset',
        layouts=dict(type='mmflexgen.ImageFolderLayouts',
                     data_root='data/shapesworld/unlabelled'),
        vae=f'{pretrained}/vae',
        cache_dir=work_dir))
# What pictures during training show.
shown = dict(
    type='mmflexgen.CocoLayouts',
    data_root='data/shapesworld',
    ann_files=['annotations/instances_val.json'],
    img_prefix='JPEGImages',
    min_objects=2,
    max_images=8)

train_cfg = dict(type='IterBasedTrainLoop', max_iters=12000)
optim_wrapper = dict(optimizer=dict(lr=7e-4))
default_hooks = dict(
    logger=dict(interval=100),
    checkpoint=dict(interval=1000, max_keep_ckpts=2))
custom_hooks = [
    dict(type='EMAHook', ema_type='MomentumAnnealingEMA', momentum=1e-3,
         gamma=10),
    dict(type='mmflexgen.CompositionGridHook', interval=1000, layouts=shown),
    dict(type='mmflexgen.ExportHook', interval=2000,
         out_dir=f'{work_dir}/export')
]
# Processes draw noise of their own.
randomness = dict(seed=0, diff_rank_seed=True)
