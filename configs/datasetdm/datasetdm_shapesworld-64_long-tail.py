# DatasetDM on ShapesWorld, 64 px, long tail: 20 labelled images of each of
# the 6 head classes, 2 of each of the 6 tail classes.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm_shapesworld-64_long-tail.py
#
# Not run yet. An image counts for every class it shows: 93 images. The
# paper's figures are downstream ones, on VOC (table 5).
_base_ = './datasetdm_shapesworld-64_100.py'

train_dataloader = dict(dataset=dict(
    ann_file='ImageSets/Segmentation/long_tail.txt'))
val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(
        head=['disc', 'triangle', 'cross', 'crescent', 'hourglass', 'figure'],
        tail=['square', 'star', 'ring', 'heart', 'arrow', 'mushroom']))
test_evaluator = val_evaluator
