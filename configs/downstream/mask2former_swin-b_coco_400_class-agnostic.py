# mmdet's Mask2Former with Swin-B on COCO, from 400 real images, all objects of
# one class (DatasetDM, table 2: 11.3 AP real only).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-b_coco_400_class-agnostic.py 8
#
# The files are written by the commands in
# mask2former_r50_coco_400_class-agnostic.py. Not run: it wants COCO, weights
# and GPUs.
_base_ = [
    './mask2former_r50_coco_400_class-agnostic.py',
    '../_base_/models/swin_b.py'
]

model = dict(
    backbone=dict(
        _delete_=True,
        **dict(
            _base_.swin_b,
            # mmdet reads Swin's own form, fetched once by hand:
            # https://github.com/SwinTransformer/storage/releases/download/
            # v1.0.0/swin_base_patch4_window12_384_22k.pth
            convert_weights=True,
            init_cfg=dict(
                type='Pretrained',
                checkpoint='checkpoints/'
                'swin_base_patch4_window12_384_22k.pth'))),
    panoptic_head=dict(in_channels=_base_.swin_b_channels))
optim_wrapper = dict(paramwise_cfg=dict(
    _delete_=True, custom_keys=_base_.swin_b_rates, norm_decay_mult=0.0))
