# As flexdataset_shapesworld-64_400.py, tuned on and drawn from the boxes of
# 100 labelled images.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_100.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset_shapesworld-64_100.py \
#       --num 4000 --out data/shapesworld_flexdataset_100
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_400.py'

model = dict(base_model=dict(
    mimc='work_dirs/flexdataset/c2i_shapesworld-64_100/export'))
layouts = dict(
    ann_files=['annotations/instances_labelled_100.json'])
synthesis = dict(source=dict(composer=dict(layouts=layouts)))
