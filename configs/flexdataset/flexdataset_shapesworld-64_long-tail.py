# As flexdataset_shapesworld-64_100_balanced.py, with the image model tuned on
# boxes of the 93 images of `long_tail`. Statistics are of stage 1's boxes: two
# of a class say little about where its objects stand.
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
    _delete_=True,
    type='mmflexgen.ImageFolderLayouts',
    data_root='data/shapesworld/unlabelled')
synthesis = dict(source=dict(composer=dict(layouts=layouts)))
