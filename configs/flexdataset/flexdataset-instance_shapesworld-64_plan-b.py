# As flexdataset-instance_shapesworld-64_100.py, tuned on what Plan B says: a
# folder whose images FlexDataset drew and a whole Mask R-CNN labelled.
#
#   python tools/synthesize.py \
#       configs/flexdataset/plan-b_shapesworld-64_100.py \
#       --num 2000 --out data/shapesworld_flexdataset_100_plan-b
#   python tools/train.py \
#       configs/flexdataset/flexdataset-instance_shapesworld-64_plan-b.py
#
# Not run yet. Compositions are made of the boxes that were found.
_base_ = './flexdataset-instance_shapesworld-64_100.py'

train_dataloader = dict(dataset=dict(
    data_root='data/shapesworld_flexdataset_100_plan-b/',
    ann_file='annotations/instances_train.json',
    data_prefix=dict(img='train/')))
