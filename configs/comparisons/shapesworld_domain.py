# Domain generalization in small (DatasetDM, table 15): tested on neon,
# ShapesWorld's second domain (dark, vivid, coarse textures), after training
# on 100 real images of the first, on 2,000 samples of the generator trained
# on them, or on both. Three runs.
#
#   python tools/compare.py configs/comparisons/shapesworld_domain.py \
#       --out work_dirs/comparisons/shapesworld_domain
#
# The other way, trained on 100 images of neon or on the same samples, and
# tested on the first domain:
#
#   python tools/compare.py configs/comparisons/shapesworld_domain.py \
#       --out work_dirs/comparisons/shapesworld_domain_back --cfg-options \
#       val_dataloader.dataset.data_root=data/shapesworld \
#       comparison.settings.0.name=100_real_images_of_neon \
#       comparison.settings.0.real.data_root=data/shapesworld/neon
#
# Not run yet; a run takes about 5 minutes on a core. The paper has
# other classes and domains (voc2012_domain.py).
_base_ = [
    '../downstream/fpn_r18_shapesworld.py',
    '../_base_/comparisons/shapesworld.py'
]

val_dataloader = dict(dataset=dict(data_root='data/shapesworld/neon'))
test_dataloader = val_dataloader

_generator = 'datasetdm-named_shapesworld-64_100'
comparison = dict(settings=[
    dict(
        name='100 real images, tested on neon',
        real=dict(ann_file='ImageSets/Segmentation/labelled_100.txt'),
        synthetic=dict(data_root='data/shapesworld_synth_100',
                       ann_file='ImageSets/Segmentation/train.txt'),
        generator_labels='labelled_100 (100 masks)',
        synthesize=f'python tools/synthesize.py configs/datasetdm/'
        f'{_generator}.py work_dirs/{_generator}/iter_700.pth --num 2000 '
        '--out data/shapesworld_synth_100')
])
