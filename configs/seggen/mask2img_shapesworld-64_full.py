# SegGen's Mask2Img on ShapesWorld, 64 px, from all 5,000 labelled images.
#
#   OMP_NUM_THREADS=1 tools/dist_train.sh \
#       configs/seggen/mask2img_shapesworld-64_full.py 2
#
# 31 minutes on one core, as one process of 32; the loss falls to 0.10, and the
# oracle finds unseen masks in their images with 70.7 mIoU (docs/en/seggen.md).
# Writes work_dirs/seggen/mask2img_shapesworld-64_full/export.
_base_ = './mask2img_shapesworld-64_400.py'

work_dir = 'work_dirs/seggen/mask2img_shapesworld-64_full'
train_pipeline = _base_.train_dataloader.dataset.pipeline
train_pipeline[2].captions = (
    'data/shapesworld/annotations/captions_train_full.json')
train_dataloader = dict(dataset=dict(
    ann_file='ImageSets/Segmentation/train_full.txt',
    pipeline=train_pipeline))
train_cfg = dict(max_iters=4000)
custom_hooks = [
    *_base_.custom_hooks[:2],
    dict(type='mmflexgen.ExportHook', interval=2000,
         out_dir=f'{work_dir}/export')
]
