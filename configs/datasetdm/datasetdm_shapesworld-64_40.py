# DatasetDM on ShapesWorld, 64 px, from 40 labelled images.
#
#   python tools/train.py configs/datasetdm/datasetdm_shapesworld-64_40.py
_base_ = './datasetdm_shapesworld-64_100.py'

train_dataloader = dict(dataset=dict(
    ann_file='ImageSets/Segmentation/labelled_40.txt'))
