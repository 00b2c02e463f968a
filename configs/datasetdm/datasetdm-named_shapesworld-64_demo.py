# DatasetDM in short, for `make demo`: less than half of the training, on the
# small ShapesWorld that the demo writes.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-named_shapesworld-64_demo.py
_base_ = './datasetdm-named_shapesworld-64_100.py'

data_root = 'data/shapesworld_demo'
train_dataloader = dict(dataset=dict(data_root=data_root))
val_dataloader = dict(dataset=dict(data_root=data_root))
test_dataloader = val_dataloader
max_iters = 300
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=50),
    dict(type='PolyLR', power=0.9, by_epoch=False, begin=50, end=max_iters)
]
train_cfg = dict(max_iters=max_iters, val_interval=max_iters)
default_hooks = dict(checkpoint=dict(interval=100))
