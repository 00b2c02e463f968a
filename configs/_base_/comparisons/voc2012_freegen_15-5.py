# Zero-shot 15/5 on PASCAL VOC 2012 by FreeGen: 40,000 samples of 20 classes,
# of a generator trained on samples of 15. A config adds their pipeline, in
# which no class is ignored.
_base_ = './three_seeds.py'

_generator = 'egd_sd21_voc2012-512_15-5'
freegen_setting = dict(
    name='15 seen, 5 unseen',
    real=dict(ann_file='ImageSets/Segmentation/trainaug.txt'),
    generator_labels='none',
    synthesize=f'python tools/synthesize.py configs/freegen/{_generator}.py '
    f'work_dirs/{_generator}/epoch_20.pth --num 40000 '
    '--out data/voc2012_freegen_egd_15-5')
freegen_samples = dict(
    data_root='data/voc2012_freegen_egd_15-5',
    data_prefix=dict(img_path='JPEGImages', seg_map_path='SegmentationClass'),
    ann_file='ImageSets/Segmentation/train.txt')
comparison = dict(
    metric='harmonic', rows=('real', 'synthetic'), lrs=(1e-4, ))
