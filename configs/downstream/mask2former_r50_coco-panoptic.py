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

# Under the names of mmdet's CocoPanopticMetric, which wants panopticapi.
val_evaluator = [
    dict(type='mmflexgen.PanopticQualityMetric',
         ann_file=_base_.val_evaluator[0].ann_file,
         seg_prefix=_base_.val_evaluator[0].seg_prefix),
    _base_.val_evaluator[1]
]
test_evaluator = val_evaluator
