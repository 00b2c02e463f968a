# DatasetDM on ShapesWorld, 64 px, from 400 labelled images.
#
#   python tools/train.py configs/datasetdm/datasetdm_shapesworld-64_400.py
#   python tools/test.py configs/datasetdm/datasetdm_shapesworld-64_400.py \
#       work_dirs/datasetdm_shapesworld-64_400/iter_2000.pth
#
# 18 minutes on a core. mIoU on val: 71.1 with class names given, 53.3 without.
_base_ = './datasetdm_shapesworld-64_100.py'

train_dataloader = dict(dataset=dict(
    ann_file='ImageSets/Segmentation/labelled_400.txt'))
max_iters = 2000
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=50),
    dict(type='PolyLR', power=0.9, by_epoch=False, begin=50, end=max_iters)
]
train_cfg = dict(max_iters=max_iters, val_interval=max_iters)
