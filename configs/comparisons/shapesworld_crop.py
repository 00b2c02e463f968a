# Samples against plain augmentation (DatasetDM, table 11) on ShapesWorld:
# random crops alone, 100 real images, with and without 2,000 samples. With
# flips and colours too: shapesworld_short.py. The paper's mIoU on PASCAL VOC,
# Mask2Former R50: crops 41.5, all augmentations 43.4, crops and samples 65.2,
# all of it 66.1.
#
#   python tools/compare.py configs/comparisons/shapesworld_crop.py \
#       --out work_dirs/comparisons/shapesworld_crop
#
# Two runs of 5 minutes on a core. Not run yet.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/shapesworld.py'
]

train_dataloader = dict(dataset=dict(pipeline=[
    step for step in _base_.train_pipeline
    if step.type not in ('RandomFlip', 'PhotoMetricDistortion')
]))

_generator = 'datasetdm-named_shapesworld-64_100'
comparison = dict(
    rows=('real', 'joint'),
    settings=[
        dict(
            name='100 real images, crops alone',
            real=dict(ann_file='ImageSets/Segmentation/labelled_100.txt'),
            synthetic=dict(data_root='data/shapesworld_synth_100',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='labelled_100 (100 masks)',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_700.pth --num 2000 '
            '--out data/shapesworld_synth_100')
    ])
