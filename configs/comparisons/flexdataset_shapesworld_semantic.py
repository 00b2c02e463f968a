# Semantic segmentation: 100 real images of ShapesWorld against 2,000
# samples of FlexDataset (VAG Plan A and B) and of DatasetDM, three seeds,
# mIoU.
#
#   (configs/flexdataset/flexdataset-multitask_shapesworld-64_100.py, the same
#    of decoders tuned on Plan B, ../_base_/models/annotators_shapesworld.py,
#    and configs/datasetdm/datasetdm-multitask_shapesworld-64_100.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_semantic.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_semantic
#
# Runs of 5 minutes on a core. Real only 70.1 +- 4.1, joint with Plan A
# 74.8 +- 1.5; the other rows have not run. shapesworld_full.py chose the rate,
# on real only.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/flexdataset_shapesworld.py'
]

comparison = dict(
    metric='mIoU',
    lrs=(1e-2, ),
    settings={{_base_.semantic}})
