# Ablation 3 of FlexDataset (figure 6) in small: boxes moved by up to a part
# of their size.
# A segmenter learns from 2,000 samples of Plan A, three seeds, mIoU.
#
#   (configs/flexdataset/flexdataset-semantic_shapesworld-64_100.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_ablation-offset.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_ablation-offset
#
# Not run yet. In the paper slight offsets help.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/three_seeds.py',
    '../_base_/comparisons/flexdataset_shapesworld_ablations.py'
]

comparison = dict(
    rows=('synthetic', 'joint'),
    metric='mIoU',
    lrs=(1e-2, ),
    settings=_base_.of_offset)
