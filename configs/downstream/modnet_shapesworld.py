# MODNet with a quarter of MobileNetV2's channels, from scratch, on the
# saliency of 100 labelled images of ShapesWorld: every object at least half as
# large as the largest, against the rest.
#
#   python tools/train.py configs/downstream/modnet_shapesworld.py \
#       --cfg-options randomness.seed=0
#   (all 5,000: train_dataloader.dataset.ann_file=\
#    ImageSets/Segmentation/train_full.txt; the shorter schedule:
#    train_cfg.max_iters=600 param_scheduler.1.end=600)
#
# 18 minutes on a core. Squared error on val in hundredths, three seeds: 2.15
# +- 0.17; more iterations do not help, half of them have 2.07 +- 0.11. All
# 5,000 labelled images have 1.73 with half of them (seed 0).
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/datasets/shapesworld_mattes.py',
    '../_base_/schedules/shapesworld.py'
]
default_scope = 'mmseg'

model = dict(
    type='mmflexgen.MODNet',
    data_preprocessor={{_base_.data_preprocessor}},
    backbone=dict(type='MobileNetV2', widen_factor=0.25,
                  out_indices=(0, 1, 4, 6)),
    in_channels=(8, 8, 24, 80),
    semantic_channels=24,
    detail_channels=16,
    # Its deepest features have 4 x 4 cells.
    dilations=(1, 2, 3),
    transition=5)

max_iters = 1200
train_cfg = dict(max_iters=max_iters, val_interval=300)
param_scheduler = [
    _base_.param_scheduler[0],
    dict(_base_.param_scheduler[1], end=max_iters)
]
optim_wrapper = dict(optimizer=dict(lr=5e-3))
default_hooks = dict(checkpoint=dict(interval=300))
