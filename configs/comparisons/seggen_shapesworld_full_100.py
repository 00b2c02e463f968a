# As seggen_shapesworld_full.py, but the segmenter has 100 of the 400 real
# images, and sees of the samples those that were made from them: few labels
# here, a model that has seen many elsewhere, as in the paper's table of 1,000
# real images.
#
#   (first the models and samples of seggen_shapesworld_full.py)
#   python tools/compare.py \
#       configs/comparisons/seggen_shapesworld_full_100.py \
#       --out work_dirs/comparisons/seggen_shapesworld_full_100
#
# 14 runs, 7 minutes each on a core. Not all are done; of those that are
# (docs/en/seggen.md), seed 0: real only 65.4 mIoU (fpn_r18_shapesworld.py),
# ImgSyn sifted 70.2, both sifted 72.9.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/seggen_shapesworld.py'
]

comparison = dict(settings=[
    dict(_base_.of_full[number],
         real=dict(ann_file='ImageSets/Segmentation/labelled_100.txt'))
    # ImgSyn, MaskSyn and both, sifted.
    for number in (4, 3, 5)
])
