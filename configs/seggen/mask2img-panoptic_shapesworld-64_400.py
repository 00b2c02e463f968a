# SegGen's Mask2Img on ShapesWorld with outlined segments, for panoptic
# and instance labels, from 400 labelled images.
#
#   OMP_NUM_THREADS=1 tools/dist_train.sh \
#       configs/seggen/mask2img-panoptic_shapesworld-64_400.py 2
#
# Not run yet; as long as mask2img_shapesworld-64_400.py. Writes
# work_dirs/seggen/mask2img-panoptic_shapesworld-64_400/export.
_base_ = [
    './mask2img_shapesworld-64_400.py',
    '../_base_/datasets/shapesworld_panoptic_colour_maps.py'
]
default_scope = 'mmdet'

work_dir = 'work_dirs/seggen/mask2img-panoptic_shapesworld-64_400'
model = dict(codec=_base_.panoptic_codec)
train_dataloader = dict(dataset=dict(_delete_=True, **_base_.panoptic_train))
custom_hooks = [
    _base_.custom_hooks[0],
    dict(type='mmflexgen.ColourMapGridHook', interval=1000,
         dataset=_base_.panoptic_shown),
    dict(type='mmflexgen.ExportHook', interval=2000,
         out_dir=f'{work_dir}/export')
]
