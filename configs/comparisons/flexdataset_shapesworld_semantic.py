# Semantic segmentation: 400 real images of ShapesWorld against 4,000
# samples of FlexDataset (VAG Plan A and B) and of DatasetDM, three seeds,
# mIoU.
#
#   (the perception models of ../_base_/models/annotators_shapesworld.py, and
#    configs/flexdataset/flexdataset-semantic_shapesworld-64_plan-b.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_semantic.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_semantic
#
# Not run yet. shapesworld_full.py chose the rate, on real only.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/flexdataset_shapesworld.py'
]

comparison = dict(
    metric='mIoU',
    lrs=(1e-2, ),
    settings={{_base_.semantic}})
