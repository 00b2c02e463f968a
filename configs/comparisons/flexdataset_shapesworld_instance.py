# Instance segmentation: 100 real images of ShapesWorld against 2,000
# samples of FlexDataset (VAG Plan A and B) and of DatasetDM, three seeds,
# mask AP.
#
#   (configs/flexdataset/flexdataset-multitask_shapesworld-64_100.py, the same
#    of decoders tuned on Plan B, ../_base_/models/annotators_shapesworld.py,
#    and configs/datasetdm/datasetdm-multitask_shapesworld-64_100.py)
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
