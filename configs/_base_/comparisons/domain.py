# Domain generalization: real data of another domain against samples of the
# generator trained on 100 images of PASCAL VOC.
_base_ = './three_seeds.py'

_generator = 'datasetdm_sd15_voc2012-512_100'
domain_synthetic = dict(
    generator_labels='VOC train_100 (100 masks)',
    synthesize=f'python tools/synthesize.py configs/datasetdm/{_generator}.py '
    f'work_dirs/{_generator}/iter_50000.pth --num 40000 '
    '--out data/voc2012_synth_100')
comparison = dict(
    metric='mIoU/shared', rows=('real', 'synthetic'), lrs=(1e-4, ))
