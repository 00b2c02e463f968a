# mmdet's Mask2Former with Swin-L for panoptic segmentation on COCO, on real
# data alone (57.8 PQ in the paper of SegGen, table 2).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_swin-l_coco-panoptic.py 16
#
# Not run: it wants COCO, weights and GPUs.
_base_ = ('mmdet::mask2former/mask2former_swin-l-p4-w12-384-in21k_16xb1-lsj-'
          '100e_coco-panoptic.py')
default_scope = 'mmdet'

# ImageNet-22k weights in Swin's own form, fetched once by hand:
# https://github.com/SwinTransformer/storage/releases/download/v1.0.0/
# swin_large_patch4_window12_384_22k.pth
model = dict(backbone=dict(init_cfg=dict(
    checkpoint='checkpoints/swin_large_patch4_window12_384_22k.pth')))

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
