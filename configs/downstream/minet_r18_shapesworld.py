# MINet on a ResNet-18 with a quarter of its channels, from scratch, on the
# saliency of 100 labelled images of ShapesWorld: the perception model that
# labels saliency in VAG Plan B.
#
#   python tools/train.py configs/downstream/minet_r18_shapesworld.py
#
# 15 minutes on a busy core. On val: MAE 0.026, Fbeta 0.946.
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/datasets/shapesworld_mattes.py',
    '../_base_/models/r18_narrow.py', '../_base_/schedules/shapesworld.py'
]
default_scope = 'mmseg'

model = dict(
    _delete_=True,
    type='mmflexgen.MINet',
    data_preprocessor={{_base_.data_preprocessor}},
    backbone=_base_.model.backbone,
    in_channels=[16, 32, 64, 128],
    channels=32,
    mask_stride=2)
optim_wrapper = dict(optimizer=dict(lr=1e-3))
default_hooks = dict(checkpoint=dict(interval=400))
