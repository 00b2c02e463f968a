# As flexdataset_shapesworld-64_100.py, tuned on and drawn from the boxes of
# 400 labelled images.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_400.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset_shapesworld-64_400.py \
#       --num 2000 --out data/shapesworld_flexdataset_400
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_100.py'

model = dict(base_model=dict(
    mimc='work_dirs/flexdataset/c2i_shapesworld-64_400/export'))
layouts = dict(
    ann_files=['annotations/instances_labelled_400.json'])
synthesis = dict(source=dict(composer=dict(layouts=layouts)))
