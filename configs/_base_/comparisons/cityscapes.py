# Cityscapes, 19 classes: 9 real and 38,000 synthetic images.
_base_ = './three_seeds.py'

_generator = 'datasetdm_sd15_cityscapes-512_9'
comparison = dict(
    metric='mIoU',
    lrs=(1e-4, ),
    settings=[
        dict(
            name='9 real images',
            real=dict(ann_file='train_9.txt'),
            # All images of its folder: no list.
            synthetic=dict(data_root='data/cityscapes_synth_9', ann_file=''),
            generator_labels='train_9 (9 masks)',
            synthesize=f'python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 38000 --out data/cityscapes_synth_9')
    ])
