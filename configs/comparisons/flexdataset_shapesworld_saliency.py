# Saliency, by MODNet: 100 real images of ShapesWorld against 2,000
# samples of FlexDataset (VAG Plan A and B) and of DatasetDM, three seeds,
# mean squared error in hundredths.
#
#   (configs/flexdataset/flexdataset-multitask_shapesworld-64_100.py, the same
#    of decoders tuned on Plan B, ../_base_/models/annotators_shapesworld.py,
#    and configs/datasetdm/datasetdm-multitask_shapesworld-64_100.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_saliency.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_saliency
#
# Not run yet. The rate is not tuned.
_base_ = [
    '../downstream/modnet_shapesworld.py',
    '../_base_/comparisons/flexdataset_shapesworld.py'
]

comparison = dict(
    metric=dict(key='MSE', rule='less', scale=100, digits=2, unit=''),
    lrs=(1e-3, ),
    settings={{_base_.saliency}})
