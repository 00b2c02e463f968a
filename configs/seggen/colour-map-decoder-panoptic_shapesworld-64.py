# As colour-map-decoder_shapesworld-64.py, for colour maps with outlines.
#
#   python tools/train.py \
#       configs/seggen/colour-map-decoder-panoptic_shapesworld-64.py
#
# 6 minutes on a core. PQ after the round trip 91.5, of all things as one class
# 89.7 (asked 85). Writes
# work_dirs/seggen/colour-map-decoder-panoptic_shapesworld-64/export.
_base_ = [
    './colour-map-decoder_shapesworld-64.py',
    '../_base_/datasets/shapesworld_panoptic_colour_maps.py'
]
default_scope = 'mmdet'

work_dir = 'work_dirs/seggen/colour-map-decoder-panoptic_shapesworld-64'
train_dataloader = dict(dataset=dict(_delete_=True, **_base_.panoptic_train))
custom_hooks = [
    dict(type='mmflexgen.ExportHook', out_dir=f'{work_dir}/export')
]
