# mmseg's Mask2Former with Swin-B on COCO 2017 in 80 classes and the
# background, from all real images; from FreeGen's samples:
# configs/comparisons/coco_freegen_mask2former-swin-b.py.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-b_coco-semantic.py 8
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    './mask2former_r50_coco-semantic.py', '../_base_/models/swin_b.py'
]

model = dict(
    backbone=dict(_delete_=True, **_base_.swin_b),
    decode_head=dict(in_channels={{_base_.swin_b_channels}}))
optim_wrapper = dict(paramwise_cfg=dict(
    _delete_=True, custom_keys={{_base_.swin_b_rates}}, norm_decay_mult=0.0))
