# MaskSyn on ShapesWorld with panoptic and instance labels: captions of the
# 400 labelled images to outlined colour maps, these to segments (the paper's
# open question; docs/en/seggen.md) and to images.
#
#   for model in colour-map-decoder-panoptic_shapesworld-64 \
#       text2mask-panoptic_shapesworld-64_400 \
#       mask2img-panoptic_shapesworld-64_400; do
#     python tools/train.py configs/seggen/$model.py
#   done
#   python tools/synthesize.py \
#       configs/seggen/masksyn-panoptic_shapesworld-64_400.py --num 4000 \
#       --out data/shapesworld_masksyn-panoptic_400
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
    type='mmflexgen.MaskSyn',
    metainfo=_base_.panoptic_metainfo,
    panoptic=True,
    text2mask=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained=_exports.format('text2mask'),
        sampler='euler',
        num_inference_steps=25,
        guidance_scale=4.0,
        truncate_prompts=True,
        dtype='bfloat16'),
    mask2img=dict(controlnet=_exports.format('mask2img')))
