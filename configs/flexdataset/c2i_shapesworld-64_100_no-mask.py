# Reverse tuning as in c2i_shapesworld-64_100.py, without the instance mask in
# either stage: the opponent of the whole model in leakage.py.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_no-mask.py
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_100_no-mask.py
#   python tools/analysis_tools/leakage.py \
#       configs/flexdataset/flexdataset_shapesworld-64_100.py --num 300 \
#       --without model.base_model.pretrained=work_dirs/flexdataset/\
# c2i_shapesworld-64_no-mask/export model.base_model.mimc=work_dirs/\
# flexdataset/c2i_shapesworld-64_100_no-mask/export
#
# Not run yet. That there is no mask stands in the export of stage 1.
_base_ = './c2i_shapesworld-64_100.py'

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64_100_no-mask'
stage1 = 'work_dirs/flexdataset/c2i_shapesworld-64_no-mask/export'
model = dict(base_model=dict(pretrained=stage1), init_from=stage1)
train_dataloader = dict(dataset=dict(vae=f'{stage1}/vae', cache_dir=work_dir))
custom_hooks = [
    _base_.custom_hooks[0],
    _base_.custom_hooks[1],
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
