# Cityscapes' humans and vehicles by FreeGen: all real images, 80,000 synthetic
# ones. A config adds the samples and their pipeline.
_base_ = './three_seeds.py'

_generator = 'egd_sd21_cityscapes-512'
freegen_setting = dict(
    name='all real images',
    real=dict(),
    generator_labels='none',
    synthesize=f'python tools/synthesize.py configs/freegen/{_generator}.py '
    f'work_dirs/{_generator}/epoch_20.pth --num 80000 '
    '--out data/cityscapes_freegen_egd')
comparison = dict(metric='mIoU/pair', rows=('real', 'synthetic'),
                  lrs=(1e-4, ))
