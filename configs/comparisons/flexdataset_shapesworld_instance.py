# Instance segmentation: 400 real images of ShapesWorld against 4,000
# samples of FlexDataset (VAG Plan A and B) and of DatasetDM, three seeds,
# mask AP.
#
#   (the perception models of ../_base_/models/annotators_shapesworld.py, and
#    configs/flexdataset/flexdataset-instance_shapesworld-64_plan-b.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_instance.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_instance
#
# Not run yet. The rate is not tuned.
_base_ = [
    '../downstream/mask-rcnn_r18_shapesworld.py',
    '../_base_/comparisons/flexdataset_shapesworld.py'
]

comparison = dict(
    metric=dict(key='coco/segm_mAP', scale=100),
    lrs=(1e-3, ),
    settings={{_base_.instance}})
