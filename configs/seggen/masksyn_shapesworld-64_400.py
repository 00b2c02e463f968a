# MaskSyn on ShapesWorld: captions of the 400 labelled images to new masks,
# and these to images. Both models were trained on the same 400.
#
#   python tools/train.py configs/seggen/text2mask_shapesworld-64_400.py
#   python tools/train.py configs/seggen/mask2img_shapesworld-64_400.py
#   python tools/synthesize.py configs/seggen/masksyn_shapesworld-64_400.py \
#       --num 4000 --out data/shapesworld_masksyn_400
#
# 33 minutes on an older core. Masks against what the oracle sees in the
# images: 71.6 mIoU (docs/en/seggen.md).
#
# 10 samples of each real one, as the paper has of ADE20K; the manifest says of
# each how well the oracle finds its mask in its image (scores.alignment), and
# which real image it goes with (real_image).
_base_ = [
    '../_base_/default_runtime.py', '../_base_/models/mask2img_shapesworld.py',
    '../_base_/synthesis/shapesworld_captions.py'
]
default_scope = 'mmseg'

_exports = 'work_dirs/seggen/{}_shapesworld-64_400/export'
model = dict(
    type='mmflexgen.MaskSyn',
    metainfo='mmflexgen.ShapesWorldDataset',
    text2mask=dict(
        type='mmflexgen.LatentDiffusion',
        pretrained=_exports.format('text2mask'),
        sampler='euler',
        num_inference_steps=25,
        guidance_scale=4.0,
        truncate_prompts=True,
        dtype='bfloat16'),
    mask2img=dict(controlnet=_exports.format('mask2img')))
