# As flexdataset_shapesworld-64_100_balanced.py, from the 93 images of
# `long_tail` alone: their boxes tuned the image model and give the statistics.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_long-tail.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset_shapesworld-64_long-tail.py \
#       --num 2000 --out data/shapesworld_flexdataset_long-tail
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_100_balanced.py'

model = dict(base_model=dict(
    mimc='work_dirs/flexdataset/c2i_shapesworld-64_long-tail/export'))
layouts = dict(
    ann_files=['annotations/instances_train_full.json'],
    image_list='ImageSets/Segmentation/long_tail.txt')
synthesis = dict(source=dict(composer=dict(layouts=layouts)))
