# ImgSyn on ShapesWorld with panoptic and instance labels: new images of the
# segments of the 400 labelled images.
#
#   python tools/train.py \
#       configs/seggen/mask2img-panoptic_shapesworld-64_400.py
#   python tools/synthesize.py \
#       configs/seggen/imgsyn-panoptic_shapesworld-64_400.py --num 4000 \
#       --out data/shapesworld_imgsyn-panoptic_400
#
# Not run yet.
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/models/mask2img_shapesworld.py',
    '../_base_/datasets/shapesworld_panoptic_colour_maps.py',
    '../_base_/synthesis/shapesworld_panoptic_captions.py'
]
default_scope = 'mmdet'

_exports = 'work_dirs/seggen/{}-panoptic_shapesworld-64_400/export'
model = dict(
    type='mmflexgen.ImgSyn',
    metainfo=_base_.panoptic_metainfo,
    panoptic=True,
    dataset=_base_.panoptic_real,
    mask2img=dict(controlnet=_exports.format('mask2img')))
