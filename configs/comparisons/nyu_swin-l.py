# The paper's table on NYU Depth V2 (table 13): 50 or 250 real images and
# 35,000 synthetic ones of a generator trained on them, absolute relative
# error. DatasetDM with DepthFormer, real only, synthetic only, joint:
#
#    50 real images   0.31   0.22   0.21
#   250 real images   0.16   0.17   0.14
#
# The generator of 250, which are every 97th of the 24,231:
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-depth_sd15_nyu-512_50.py \
#       --work-dir work_dirs/datasetdm-depth_sd15_nyu-512_250 --cfg-options \
#       "train_dataloader.dataset.indices=[$(seq -s, 0 97 24230)]"
#
# Then the table, 18 runs:
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

_generator = 'datasetdm-depth_sd15_nyu-512'
comparison = dict(
    metric=dict(key='abs_rel', rule='less', digits=3, unit=''),
    lrs=(1e-4, ),
    settings=[
        dict(
            name=f'{num} real images',
            real=dict(data_root='data/nyu',
                      indices=list(range(0, 24231, step))),
            synthetic=dict(data_root=f'data/nyu_synth_{num}', indices=None),
            generator_labels=f'the same {num} depth maps',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}_50.py work_dirs/{_generator}_{num}/iter_50000.pth '
            f'--num 35000 --out data/nyu_synth_{num}')
        for num, step in ((50, 485), (250, 97))
    ])
