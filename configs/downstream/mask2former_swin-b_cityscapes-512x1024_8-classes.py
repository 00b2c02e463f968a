# mmseg's Mask2Former with Swin-B on Cityscapes in 8 classes, from 9 real
# images (DatasetDM, table 8: 74.5 mIoU real only, 80.0 joint).
#
#   C=configs/downstream
#   bash tools/dist_train.sh \
#       $C/mask2former_swin-b_cityscapes-512x1024_8-classes.py 8
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = [
    './mask2former_r50_cityscapes-512x1024_8-classes.py',
    '../_base_/models/swin_b.py'
]

model = dict(
    backbone=dict(_delete_=True, **_base_.swin_b),
    decode_head=dict(in_channels={{_base_.swin_b_channels}}))
optim_wrapper = dict(paramwise_cfg=dict(
    _delete_=True, custom_keys={{_base_.swin_b_rates}}, norm_decay_mult=0.0))
