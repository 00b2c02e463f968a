# mmdet's Mask2Former with R50 for panoptic segmentation on COCO, on real
# data alone (51.9 PQ in the paper of SegGen, table 2).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_coco-panoptic.py 8
#
# Not run: it wants COCO, weights and GPUs.
_base_ = 'mmdet::mask2former/mask2former_r50_8xb2-lsj-50e_coco-panoptic.py'
default_scope = 'mmdet'

model = dict(backbone=dict(
    # torchvision's ImageNet weights, fetched once by hand:
    # https://download.pytorch.org/models/resnet50-0676ba61.pth
    init_cfg=dict(type='Pretrained',
                  checkpoint='checkpoints/resnet50-0676ba61.pth')))

# mmdet's own loader and metric want panopticapi, which is not on PyPI.
_load = dict(type='mmflexgen.LoadPanopticPNG')
train_pipeline = [
    dict(step, **_load) if step.type == 'LoadPanopticAnnotations' else step
    for step in _base_.train_pipeline
]
test_pipeline = [
    dict(step, **_load) if step.type == 'LoadPanopticAnnotations' else step
    for step in _base_.test_pipeline
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader

# Under the names of mmdet's CocoPanopticMetric.
val_evaluator = [
    dict(type='mmflexgen.PanopticQualityMetric',
         ann_file=_base_.val_evaluator[0].ann_file,
         seg_prefix=_base_.val_evaluator[0].seg_prefix),
    _base_.val_evaluator[1]
]
test_evaluator = val_evaluator
