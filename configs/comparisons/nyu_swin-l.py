# The paper's table on NYU Depth V2 (table 13): 50 real and 35,000 synthetic
# images, absolute relative error. DatasetDM with DepthFormer: 0.31 real only,
# 0.22 synthetic only, 0.21 joint. Nine runs.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/nyu_swin-l.py \
#       --out work_dirs/comparisons/nyu --launcher pytorch
#
# Not run: it wants NYU, weights and GPUs.
_base_ = [
    '../downstream/depth_swin-l_nyu_50.py',
    '../_base_/comparisons/three_seeds.py'
]

_generator = 'datasetdm-depth_sd15_nyu-512_50'
comparison = dict(
    metric=dict(key='abs_rel', rule='less', digits=3, unit=''),
    lrs=(1e-4, ),
    settings=[
        dict(
            name='50 real images',
            real=dict(data_root='data/nyu'),
            synthetic=dict(data_root='data/nyu_synth_50', indices=None),
            generator_labels='the same 50 depth maps',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 35000 --out data/nyu_synth_50')
    ])
