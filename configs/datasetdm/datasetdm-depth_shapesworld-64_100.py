# DatasetDM's depth decoder on ShapesWorld as in
# datasetdm-depth_shapesworld-64_50.py, from 100 labelled images: the opponent
# of FlexDataset's in configs/comparisons/flexdataset_shapesworld_depth.py.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-depth_shapesworld-64_100.py
#
# 15 minutes on a core. abs_rel on val, no names given: 0.042.
_base_ = './datasetdm-depth_shapesworld-64_50.py'

train_dataloader = dict(dataset=dict(indices=None))
