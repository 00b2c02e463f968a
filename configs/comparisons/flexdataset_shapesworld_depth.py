# Depth estimation: 400 real images of ShapesWorld against 4,000
# samples of FlexDataset (VAG Plan A and B) and of DatasetDM, three seeds,
# absolute relative error.
#
#   (the perception models of ../_base_/models/annotators_shapesworld.py, and
#    configs/flexdataset/flexdataset-depth_shapesworld-64_plan-b.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_depth.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_depth
#
# Not run yet. The rate is not tuned.
_base_ = [
    '../downstream/depth_r18_shapesworld.py',
    '../_base_/comparisons/flexdataset_shapesworld.py'
]

comparison = dict(
    metric=dict(key='abs_rel', rule='less', digits=3, unit=''),
    lrs=(1e-3, ),
    settings={{_base_.depth}})
