# Reverse tuning as in c2i_shapesworld-64_100.py, on the boxes of the 93 images
# of `long_tail`: 20 of each of the 6 head classes, 2 of each of the 6 others.
#
#   python tools/train.py configs/flexdataset/c2i_shapesworld-64_long-tail.py
#
# 3 minutes on a core. Stage 1 has seen boxes of all classes equally often.
_base_ = './c2i_shapesworld-64_100.py'

work_dir = 'work_dirs/flexdataset/c2i_shapesworld-64_long-tail'
train_dataloader = dict(
    dataset=dict(
        layouts=dict(
            ann_files=['annotations/instances_train_full.json'],
            image_list='ImageSets/Segmentation/long_tail.txt'),
        cache_dir=work_dir))
custom_hooks = [
    _base_.custom_hooks[0],
    _base_.custom_hooks[1],
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
