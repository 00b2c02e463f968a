# ImgSyn on ShapesWorld with Mask2Img trained on all 5,000 labelled images, for
# the masks of the same 400 real samples.
#
#   python tools/synthesize.py configs/seggen/imgsyn_shapesworld-64_full.py \
#       --num 4000 --out data/shapesworld_imgsyn_full
#
# 31 minutes on a core beside other work; labels of 71.5 mIoU against the
# oracle, 83.7 after sifting (docs/en/seggen.md).
_base_ = './imgsyn_shapesworld-64_400.py'

model = dict(mask2img=dict(
    controlnet='work_dirs/seggen/mask2img_shapesworld-64_full/export'))
