# mmseg's Mask2Former with Swin-B on Cityscapes' humans and vehicles, from all
# 2,975 real images (FreeGen, table 3: 90.8 mIoU).
#
#   C=configs/downstream
#   bash tools/dist_train.sh \
#       $C/mask2former_swin-b_cityscapes-512x1024_human-vehicle.py 8
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = [
    './mask2former_r50_cityscapes-512x1024_human-vehicle.py',
    '../_base_/models/swin_b.py'
]

model = dict(
    backbone=dict(_delete_=True, **_base_.swin_b),
    decode_head=dict(in_channels={{_base_.swin_b_channels}}))
optim_wrapper = dict(paramwise_cfg=dict(
    _delete_=True, custom_keys={{_base_.swin_b_rates}}, norm_decay_mult=0.0))
