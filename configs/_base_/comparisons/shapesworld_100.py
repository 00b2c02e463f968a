# One seed on ShapesWorld: 100 real and 2,000 synthetic images.
_base_ = './shapesworld.py'

_generator = 'datasetdm-named_shapesworld-64_100'
comparison = dict(settings=[
    dict(
        name='100 real images',
        real=dict(ann_file='ImageSets/Segmentation/labelled_100.txt'),
        synthetic=dict(data_root='data/shapesworld_synth_100',
                       ann_file='ImageSets/Segmentation/train.txt'),
        generator_labels='labelled_100 (100 masks)',
        synthesize=f'python tools/synthesize.py configs/datasetdm/'
        f'{_generator}.py work_dirs/{_generator}/iter_700.pth --num 2000 '
        '--out data/shapesworld_synth_100')
])
