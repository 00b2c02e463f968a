# mmdet's Mask2Former with ResNet-50 on COCO, from 400 real images: the
# instance segmenter of the papers' tables, with the classes of the objects.
#
#   bash tools/dist_train.sh configs/downstream/mask2former_r50_coco_400.py 8
#
# The file of 400 images is written by the command in
# configs/datasetdm/datasetdm-instance_sd15_coco-512_400.py. Not run: it wants
# COCO, weights and GPUs. The papers' figures are those of one class for all
# objects: mask2former_r50_coco_400_class-agnostic.py.
_base_ = 'mmdet::mask2former/mask2former_r50_8xb2-lsj-50e_coco.py'
default_scope = 'mmdet'

model = dict(backbone=dict(
    # torchvision's ImageNet weights, fetched once by hand:
    # https://download.pytorch.org/models/resnet50-0676ba61.pth
    init_cfg=dict(type='Pretrained',
                  checkpoint='checkpoints/resnet50-0676ba61.pth')))
train_dataloader = dict(
    sampler=dict(_delete_=True, type='InfiniteSampler'),
    # All images are padded to one size.
    batch_sampler=None,
    dataset=dict(ann_file='annotations/instances_train2017_400.json'))

# The paper does not say how long; the stock schedule, of 368,750 iterations
# on all of COCO, is shortened in proportion.
max_iters = 40000
param_scheduler = dict(end=max_iters, milestones=[35556, 38519])
train_cfg = dict(
    _delete_=True,
    type='IterBasedTrainLoop',
    max_iters=max_iters,
    val_interval=4000)
default_hooks = dict(checkpoint=dict(interval=4000, max_keep_ckpts=2),
                     logger=dict(log_metric_by_epoch=False))
