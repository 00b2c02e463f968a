# As flexdataset-semantic_shapesworld-64_100.py, on the query of the model with
# category prompts (ablation 4).
#
#   F=configs/flexdataset
#   (c2i_shapesworld-64_category-prompts.py and
#    c2i_shapesworld-64_100_category-prompts.py)
#   python tools/train.py \
#       $F/flexdataset-semantic_shapesworld-64_100_category-prompts.py
#
# Not run yet.
_base_ = './flexdataset-semantic_shapesworld-64_100.py'

_stage = 'work_dirs/flexdataset/c2i_shapesworld-64'
model = dict(base_model=dict(
    pretrained=f'{_stage}_category-prompts/export',
    mimc=f'{_stage}_100_category-prompts/export'))
