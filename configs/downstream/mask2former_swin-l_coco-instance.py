# mmdet's Mask2Former with Swin-L for instance segmentation on COCO, on real
# data alone (50.1 AP in the paper of SegGen, table 3).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_coco-instance.py 16
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    'mmdet::mask2former/mask2former_r50_8xb2-lsj-50e_coco.py',
    '../_base_/models/swin_l.py'
]
default_scope = 'mmdet'

# mmdet has no instance segmenter of this size: 200 queries and 100 epochs are
# those of its panoptic one.
model = dict(
    backbone=dict(_delete_=True, **_base_.swin_l),
    panoptic_head=dict(num_queries=200, in_channels=_base_.swin_l_channels))
optim_wrapper = dict(paramwise_cfg=dict(
    _delete_=True, custom_keys=_base_.swin_b_rates, norm_decay_mult=0.0))
train_dataloader = dict(batch_size=1, num_workers=1)
max_iters = 737500
param_scheduler = dict(end=max_iters, milestones=[655556, 710184])
train_cfg = dict(max_iters=max_iters,
                 dynamic_intervals=[(735001, max_iters)])
