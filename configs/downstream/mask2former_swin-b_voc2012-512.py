# mmseg's Mask2Former with Swin-B on PASCAL VOC 2012, from 100 real images
# (DatasetDM, tables 1 and 11: 65.2 mIoU real only, 78.5 joint).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-b_voc2012-512.py 8
#
# Not run here: it wants VOC, weights and GPUs.
_base_ = [
    './mask2former_r50_voc2012-512.py', '../_base_/models/swin_b.py'
]

model = dict(
    backbone=dict(_delete_=True, **_base_.swin_b),
    decode_head=dict(in_channels={{_base_.swin_b_channels}}))
optim_wrapper = dict(paramwise_cfg=dict(
    _delete_=True, custom_keys={{_base_.swin_b_rates}}, norm_decay_mult=0.0))
