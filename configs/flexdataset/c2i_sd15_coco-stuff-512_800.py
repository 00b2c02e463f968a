# Reverse tuning as in c2i_sd15_coco-stuff-512_400.py, on the boxes of 800
# images.
#
#   (instances_train2017_800.json:
#    ../comparisons/coco_mask2former-swin-b_class-agnostic.py)
#   python tools/train.py \
#       configs/flexdataset/c2i_sd15_coco-stuff-512_800.py
#
# Not run yet.
_base_ = './c2i_sd15_coco-stuff-512_400.py'

work_dir = 'work_dirs/flexdataset/c2i_sd15_coco-stuff-512_800'
train_dataloader = dict(
    dataset=dict(
        layouts=dict(ann_files=['annotations/instances_train2017_800.json',
                                'annotations/stuff_train2017.json']),
        cache_dir=work_dir))
custom_hooks = [
    *_base_.custom_hooks[:-1],
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
