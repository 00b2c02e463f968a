# As flexdataset_shapesworld-64_100.py, tuned on and drawn from the boxes of
# 800 labelled images.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_800.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset_shapesworld-64_800.py \
#       --num 2000 --out data/shapesworld_flexdataset_800
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_100.py'

model = dict(base_model=dict(
    mimc='work_dirs/flexdataset/c2i_shapesworld-64_800/export'))
layouts = dict(
    ann_files=['annotations/instances_train_full.json'], max_images=800)
synthesis = dict(source=dict(composer=dict(layouts=layouts)))
