# Stage 1 on ShapesWorld with text (ablation 4): names of categories, with
# location tokens, are concatenated with the feature maps.
#
#   python tools/train.py \
#       configs/flexdataset/c2i_shapesworld-64_category-prompts.py
#
# Not run yet.
_base_ = './c2i_shapesworld-64.py'

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64_category-prompts'
model = dict(mimc=dict(category_prompts=True))
custom_hooks = [
    _base_.custom_hooks[0],
    _base_.custom_hooks[1],
    dict(type='mmflexgen.ExportHook', interval=2000,
         out_dir=f'{work_dir}/export')
]
