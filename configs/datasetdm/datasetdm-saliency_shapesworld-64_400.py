# DatasetDM's saliency decoder on ShapesWorld, 64 px, from 400
# labelled images, for as long as FlexDataset's decoders are tuned: their
# opponent in configs/comparisons/flexdataset_shapesworld_*.py.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-saliency_shapesworld-64_400.py
#
# Not run yet.
_base_ = './datasetdm-saliency_shapesworld-64_100.py'

train_dataloader = dict(dataset=dict(
    ann_file='ImageSets/Segmentation/labelled_400.txt'))
max_iters = 2000
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=50),
    dict(type='PolyLR', power=0.9, by_epoch=False, begin=50, end=max_iters)
]
train_cfg = dict(max_iters=max_iters, val_interval=max_iters)
default_hooks = dict(checkpoint=dict(interval=500))
