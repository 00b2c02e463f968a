# As flexdataset_shapesworld-64_100.py, by the model with category prompts
# (ablation 4).
#
#   F=configs/flexdataset
#   python tools/train.py $F/c2i_shapesworld-64_category-prompts.py
#   python tools/train.py $F/c2i_shapesworld-64_100_category-prompts.py
#   python tools/synthesize.py \
#       $F/flexdataset_shapesworld-64_100_category-prompts.py \
#       --num 2000 --out data/shapesworld_flexdataset_100_category-prompts
#
# Not run yet.
_base_ = './flexdataset_shapesworld-64_100.py'

_stage = 'work_dirs/flexdataset/c2i_shapesworld-64'
model = dict(base_model=dict(
    pretrained=f'{_stage}_category-prompts/export',
    mimc=f'{_stage}_100_category-prompts/export'))
