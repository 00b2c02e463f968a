# FlexDataset's depth on NYU Depth V2 (tables 1 and 6): 50 real and 35,000
# synthetic images, absolute relative error. The paper, with DepthFormer: 0.31
# real only, 0.17 joint with Plan A's labels and 0.20 with Plan B's. It does
# not say which scenes its samples show; these are COCO's. 15 runs: the rows of
# real only serve both plans.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/flexdataset_nyu_swin-l.py \
#       --out work_dirs/comparisons/flexdataset_nyu --launcher pytorch
#
# Not run: it wants NYU, weights and GPUs.
_base_ = [
    '../downstream/depth_swin-l_nyu_50.py',
    '../_base_/comparisons/three_seeds.py'
]

_real = dict(data_root='data/nyu')
_decoder = 'flexdataset-depth_sd15_coco-512_plan-b'
comparison = dict(
    metric=dict(key='abs_rel', rule='less', digits=3, unit=''),
    lrs=(1e-4, ),
    settings=[
        dict(
            name='50 real images, Plan A tuned on Plan B',
            real=_real,
            synthetic=dict(data_root='data/coco_flexdataset-depth',
                           indices=35000),
            generator_labels="boxes of COCO; Depth-Anything's own depth",
            synthesize='python tools/synthesize.py configs/flexdataset/'
            f'{_decoder}.py work_dirs/{_decoder}/iter_50000.pth --num 35000 '
            '--out data/coco_flexdataset-depth'),
        dict(
            name='50 real images, Plan B',
            real=_real,
            synthetic=dict(data_root='data/coco_flexdataset_400_plan-b',
                           indices=35000),
            generator_labels="boxes of COCO; Depth-Anything's own depth",
            synthesize='python tools/synthesize.py configs/flexdataset/'
            'plan-b_sd15_coco-512_400.py --num 80000 '
            '--out data/coco_flexdataset_400_plan-b')
    ])
