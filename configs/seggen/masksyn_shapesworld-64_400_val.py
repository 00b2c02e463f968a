# Text2Mask judged on captions that it has not seen: a mask for each of the 500
# captions of val, by the models of masksyn_shapesworld-64_400.py. Asked: all
# prompted classes in 80 % of the masks, and masks that are no nearer to the
# training masks than those of val are. Found: 81.2 %, and nearer in 43.1 % of
# the pairs (docs/en/seggen.md). 4 minutes on a core.
#
#   C=configs/seggen/masksyn_shapesworld-64_400_val.py
#   python tools/synthesize.py $C --num 500 --out data/shapesworld_masksyn_val
#   python tools/analysis_tools/compare_masks.py data/shapesworld_masksyn_val \
#       configs/seggen/text2mask_shapesworld-64_400.py \
#       --held-out ann_file=ImageSets/Segmentation/val.txt \
#       --held-out-captions data/shapesworld/annotations/captions_val.json
#
# For models trained on all 5,000 labelled images compare with
# text2mask_shapesworld-64_full.py, and synthesize with
#
#   --cfg-options model.text2mask.pretrained=\
# work_dirs/seggen/text2mask_shapesworld-64_full/export \
#       model.mask2img.controlnet=\
# work_dirs/seggen/mask2img_shapesworld-64_full/export
_base_ = './masksyn_shapesworld-64_400.py'

synthesis = dict(source=dict(
    dataset=dict(ann_file='ImageSets/Segmentation/val.txt'),
    captions='data/shapesworld/annotations/captions_val.json'))
