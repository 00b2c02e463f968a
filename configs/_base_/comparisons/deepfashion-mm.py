# DeepFashion-MultiModal: 100 real and 40,000 synthetic images.
_base_ = './three_seeds.py'

_generator = 'datasetdm_sd15_deepfashion-mm-512_100'
comparison = dict(
    metric='mIoU',
    lrs=(1e-4, ),
    settings=[
        dict(
            name='100 real images',
            real=dict(ann_file='train_100.txt'),
            synthetic=dict(data_root='data/deepfashion_mm_synth_100',
                           ann_file='ImageSets/Segmentation/train.txt',
                           data_prefix=dict(
                               img_path='JPEGImages',
                               seg_map_path='SegmentationClass'),
                           seg_map_suffix='.png'),
            generator_labels='train_100 (100 masks)',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 40000 --out data/deepfashion_mm_synth_100')
    ])
