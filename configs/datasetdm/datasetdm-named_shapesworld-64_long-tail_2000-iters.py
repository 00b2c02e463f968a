# DatasetDM as in datasetdm-named_shapesworld-64_long-tail.py, for as long as
# FlexDataset's decoders are tuned: their opponent in
# configs/comparisons/flexdataset_shapesworld_long-tail.py.
#
#   D=configs/datasetdm
#   python tools/train.py \
#       $D/datasetdm-named_shapesworld-64_long-tail_2000-iters.py
#
# Not run yet.
_base_ = './datasetdm-named_shapesworld-64_long-tail.py'

max_iters = 2000
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=50),
    dict(type='PolyLR', power=0.9, by_epoch=False, begin=50, end=max_iters)
]
train_cfg = dict(max_iters=max_iters, val_interval=max_iters)
default_hooks = dict(checkpoint=dict(interval=500))
