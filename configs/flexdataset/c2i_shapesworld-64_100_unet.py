# Reverse tuning as in c2i_shapesworld-64_100.py, of the whole UNet.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_100_unet.py
#
# Not run yet. Its export is a base model of its own.
_base_ = './c2i_shapesworld-64_100.py'

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64_100_unet'
model = dict(tune_unet=True)
train_dataloader = dict(dataset=dict(cache_dir=work_dir))
custom_hooks = [
    _base_.custom_hooks[0],
    _base_.custom_hooks[1],
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
