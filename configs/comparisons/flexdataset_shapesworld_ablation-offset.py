# Ablation 3 of FlexDataset (figure 6) in small: boxes moved by up to a part
# of their size.
# A segmenter learns from 4,000 samples of Plan A, three seeds, mIoU.
#
#   (configs/flexdataset/flexdataset-semantic_shapesworld-64_400.py)
#   python tools/compare.py \
#       configs/comparisons/flexdataset_shapesworld_ablation-offset.py \
#       --out work_dirs/comparisons/flexdataset_shapesworld_ablation-offset
#
# Not run yet. In the paper slight offsets help.
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
            name='boxes moved by {:.0%}'.format(value),
            real=dict(ann_file='ImageSets/Segmentation/labelled_400.txt'),
            synthetic=dict(
                data_root=f'data/shapesworld_flexdataset_offset_{value}',
                ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='labelled_400; boxes of 20,000 images',
            synthesize=f'python tools/synthesize.py {_config} '
            f'work_dirs/{_decoder}/iter_2000.pth --num 4000 '
            f'--out data/shapesworld_flexdataset_offset_{value} '
            f'--cfg-options synthesis.source.offset={value}')
        for value in (0.0, 0.05, 0.1, 0.2, 0.4)
    ])
