# As flexdataset_shapesworld-64_100.py, by the model without the instance mask.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_no-mask.py
#   python tools/train.py \
#       configs/flexdataset/c2i_shapesworld-64_100_no-mask.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset_shapesworld-64_100_no-mask.py \
#       --num 2000 --out data/shapesworld_flexdataset_100_no-mask
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_100.py'

_work_dirs = 'work_dirs/flexdataset'
model = dict(base_model=dict(
    pretrained=f'{_work_dirs}/c2i_shapesworld-64_no-mask/export',
    mimc=f'{_work_dirs}/c2i_shapesworld-64_100_no-mask/export'))
