# ImgSyn on ShapesWorld: new images of the masks of the 400 labelled images.
# Mask2Img was trained on the same 400.
#
#   python tools/train.py configs/seggen/mask2img_shapesworld-64_400.py
#   python tools/synthesize.py configs/seggen/imgsyn_shapesworld-64_400.py \
#       --num 4000 --out data/shapesworld_imgsyn_400
#
# 16 minutes on an older core. Masks against what the oracle sees in the
# images: 77.9 mIoU (docs/en/seggen.md).
#
# 10 samples of each real one; the paper makes 50 of ADE20K's.
_base_ = [
    '../_base_/default_runtime.py', '../_base_/models/mask2img_shapesworld.py',
    '../_base_/synthesis/shapesworld_captions.py'
]
default_scope = 'mmseg'

num_classes = 13
model = dict(
    type='mmflexgen.ImgSyn',
    metainfo='mmflexgen.ShapesWorldDataset',
    dataset=dict(
        **_base_.real,
        pipeline=[
            dict(type='mmflexgen.LoadCheckedImage'),
            dict(type='mmflexgen.LoadCheckedAnnotations',
                 num_classes=num_classes),
            dict(type='mmflexgen.PackColourMap',
                 codec=dict(type='mmflexgen.ColourCodec',
                            num_classes=num_classes))
        ]),
    mask2img=dict(
        controlnet='work_dirs/seggen/mask2img_shapesworld-64_400/export'))
