# Reverse tuning as in c2i_shapesworld-64_100.py, with category prompts in both
# stages (ablation 4).
#
#   python tools/train.py \
#       configs/flexdataset/c2i_shapesworld-64_category-prompts.py
#   python tools/train.py \
#       configs/flexdataset/c2i_shapesworld-64_100_category-prompts.py
#
# Not run yet. That there are prompts stands in the export of stage 1.
_base_ = './c2i_shapesworld-64_100.py'

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64_100_category-prompts'
stage1 = 'work_dirs/flexdataset/c2i_shapesworld-64_category-prompts/export'
model = dict(base_model=dict(pretrained=stage1), init_from=stage1)
train_dataloader = dict(dataset=dict(vae=f'{stage1}/vae', cache_dir=work_dir))
custom_hooks = [
    _base_.custom_hooks[0],
    _base_.custom_hooks[1],
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
