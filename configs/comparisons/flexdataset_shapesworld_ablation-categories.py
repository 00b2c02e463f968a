# Ablation 2 of FlexDataset (figure 6) in small: the share of scenes with
# several categories, the others having one.
# A segmenter learns from 4,000 samples of Plan A, three seeds, mIoU.
#
#   (configs/flexdataset/flexdataset-semantic_shapesworld-64_400.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_ablation-categories.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_ablation-categories
#
# Not run yet. The paper draws a curve over this share.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/three_seeds.py'
]

_decoder = 'flexdataset-semantic_shapesworld-64_400'
_config = f'configs/flexdataset/{_decoder}.py'
comparison = dict(
    rows=('synthetic', 'joint'),
    metric='mIoU',
    lrs=(1e-2, ),
    settings=[
        dict(
            name='{:.0%} of several categories'.format(value),
            real=dict(ann_file='ImageSets/Segmentation/labelled_400.txt'),
            synthetic=dict(
                data_root=f'data/shapesworld_flexdataset_categories_{value}',
                ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='labelled_400; boxes of 20,000 images',
            synthesize=f'python tools/synthesize.py {_config} '
            f'work_dirs/{_decoder}/iter_2000.pth --num 4000 '
            f'--out data/shapesworld_flexdataset_categories_{value} '
            '--cfg-options synthesis.source.composer.multi_category_share='
            f'{value}')
        for value in (0.0, 0.25, 0.5, 0.75, 1.0)
    ])
