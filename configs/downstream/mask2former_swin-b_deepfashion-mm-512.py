# mmseg's Mask2Former with Swin-B on DeepFashion-MultiModal's human parsing,
# from 100 real images (DatasetDM, table 12: 40.1 mIoU real only).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-b_deepfashion-mm-512.py 8
#
# Not run: it wants the data, weights and GPUs.
_base_ = [
    './mask2former_r50_deepfashion-mm-512.py', '../_base_/models/swin_b.py'
]

model = dict(
    backbone=dict(_delete_=True, **_base_.swin_b),
    decode_head=dict(in_channels={{_base_.swin_b_channels}}))
optim_wrapper = dict(paramwise_cfg=dict(
    _delete_=True, custom_keys={{_base_.swin_b_rates}}, norm_decay_mult=0.0))
