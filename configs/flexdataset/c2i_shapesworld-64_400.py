# Reverse tuning as in c2i_shapesworld-64_100.py, on the boxes of
# the 400 labelled images.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_400.py
#
# Not run yet.
_base_ = './c2i_shapesworld-64_100.py'

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64_400'
train_dataloader = dict(
    dataset=dict(
        layouts=dict(
            ann_files=['annotations/instances_labelled_400.json']),
        cache_dir=work_dir))
custom_hooks = [
    _base_.custom_hooks[0],
    _base_.custom_hooks[1],
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
