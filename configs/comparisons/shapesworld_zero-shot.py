# Zero-shot in small (DatasetDM, tables 5 and 14): on ShapesWorld the segmenter
# learns from 2,000 samples of 12 classes, whose generator saw labels of 9.
# "Real only" has the generator's 100 images and so no unseen class. mIoU of
# both groups and their harmonic mean; the paper, on VOC 15/5: seen 78.8,
# unseen 60.5, harmonic 68.4 from samples, 61.3, 10.7, 18.3 without.
#
#   G=datasetdm-openvoc_shapesworld-64_100
#   python tools/train.py configs/datasetdm/$G.py
#   python tools/compare.py configs/comparisons/shapesworld_zero-shot.py \
#       --out work_dirs/comparisons/shapesworld_zero-shot
#
# Two runs of 5 minutes on a core. Not run yet.
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/shapesworld.py'
]

val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(
        seen=['disc', 'square', 'triangle', 'cross', 'ring', 'crescent',
              'arrow', 'hourglass', 'figure'],
        unseen=['star', 'heart', 'mushroom']))
test_evaluator = val_evaluator

_generator = 'datasetdm-openvoc_shapesworld-64_100'
comparison = dict(
    metric='harmonic',
    rows=('real', 'synthetic'),
    settings=[
        dict(
            name='9 seen, 3 unseen',
            real=dict(ann_file='ImageSets/Segmentation/train_seen.txt',
                      indices=100),
            synthetic=dict(data_root='data/shapesworld_synth_zero-shot',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='train_seen (100 masks of 9 classes)',
            synthesize=f'python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_1500.pth '
            '--num 2000 --out data/shapesworld_synth_zero-shot')
    ])
