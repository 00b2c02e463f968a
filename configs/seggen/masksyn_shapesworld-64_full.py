# MaskSyn on ShapesWorld with both models trained on all 5,000 labelled images,
# for the same 400 real samples.
#
#   python tools/synthesize.py configs/seggen/masksyn_shapesworld-64_full.py \
#       --num 4000 --out data/shapesworld_masksyn_full
#
# Of 2,000 samples, 24 minutes on a core beside other work: labels of 69.5 mIoU
# against the oracle, 82.0 after sifting (docs/en/seggen.md).
_base_ = './masksyn_shapesworld-64_400.py'

_exports = 'work_dirs/seggen/{}_shapesworld-64_full/export'
model = dict(
    text2mask=dict(pretrained=_exports.format('text2mask')),
    mask2img=dict(controlnet=_exports.format('mask2img')))
