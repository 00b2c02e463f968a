# Stage 1 on ShapesWorld without the instance mask: every pixel attends to all
# instances. What tools/analysis_tools/leakage.py may compare with.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_no-mask.py
#
# Not run yet.
_base_ = './c2i_shapesworld-64.py'

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64_no-mask'
model = dict(mimc=dict(masked=False))
custom_hooks = [
    _base_.custom_hooks[0],
    _base_.custom_hooks[1],
    dict(type='mmflexgen.ExportHook', interval=2000,
         out_dir=f'{work_dir}/export')
]
