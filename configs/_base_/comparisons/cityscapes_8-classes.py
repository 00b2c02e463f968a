# Cityscapes in 8 classes: 9 real and 38,000 synthetic images. The samples'
# labels need no merging; a config adds their pipeline.
_base_ = './three_seeds.py'

_generator = 'datasetdm_sd15_cityscapes-512_9_8-classes'
coarse_setting = dict(
    name='9 real images',
    real=dict(ann_file='train_9.txt'),
    synthetic=dict(
        data_root='data/cityscapes_synth_9_8-classes',
        ann_file='',
        seg_map_suffix='_gtFine_labelTrainIds.png'),
    generator_labels='train_9 (9 masks)',
    synthesize=f'python tools/synthesize.py configs/datasetdm/{_generator}.py '
    f'work_dirs/{_generator}/iter_50000.pth --num 38000 '
    '--out data/cityscapes_synth_9_8-classes')
coarse_load_synthetic = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=8)
]
comparison = dict(metric='mIoU', lrs=(1e-4, ))
