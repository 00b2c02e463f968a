# Ablation 4 of FlexDataset (figure 6) in small: with category prompts and
# without. A segmenter learns from 2,000 samples of Plan A, three seeds, mIoU.
#
#   (c2i_shapesworld-64_100.py,
#    c2i_shapesworld-64_category-prompts.py and
#    c2i_shapesworld-64_100_category-prompts.py of configs/flexdataset/)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_ablation-text.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_ablation-text
#
# Not run yet. In the paper prompts give 0.6 mIoU.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/three_seeds.py'
]

_decoder = 'flexdataset-semantic_shapesworld-64_100'
comparison = dict(
    rows=('synthetic', 'joint'),
    metric='mIoU',
    lrs=(1e-2, ),
    settings=[
        dict(
            name=name,
            real=dict(ann_file='ImageSets/Segmentation/labelled_100.txt'),
            synthetic=dict(
                data_root=f'data/shapesworld_flexdataset-semantic_100{suffix}',
                ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='labelled_100; boxes of 20,000 images',
            synthesize=f'python tools/train.py configs/flexdataset/{_decoder}'
            f'{suffix}.py && python tools/synthesize.py configs/flexdataset/'
            f'{_decoder}{suffix}.py work_dirs/{_decoder}{suffix}/'
            'iter_1000.pth --num 2000 '
            f'--out data/shapesworld_flexdataset-semantic_100{suffix}')
        for name, suffix in (('no text', ''),
                             ('category prompts', '_category-prompts'))
    ])
