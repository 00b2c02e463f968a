# FlexDataset's table on PPM-100 (table 2): MODNet from 400 real portraits, or
# from 80,000 synthetic ones; in hundredths the paper has MSE 0.44 and MAD 0.86
# real only, 0.24 and 0.79 synthetic only, with a ResNet-50. Nine runs.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/flexdataset_ppm100_modnet.py \
#       --out work_dirs/comparisons/flexdataset_ppm100 --launcher pytorch
#
# Not run: it wants data, weights and GPUs. The evaluator gives MAD beside MSE.
_base_ = [
    '../downstream/modnet_mobilenet-v2_ppm100-512.py',
    '../_base_/comparisons/three_seeds.py'
]

comparison = dict(
    metric=dict(key='MSE', rule='less', scale=100, digits=2, unit=''),
    lrs=(1e-2, ),
    settings=[
        dict(
            name='400 real images',
            real=dict(),
            synthetic=dict(data_root='data/portraits_flexdataset_plan-b'),
            generator_labels='the same 400 mattes; boxes of COCO',
            synthesize='python tools/synthesize.py configs/flexdataset/'
            'plan-b_sd15_portraits-512.py --num 80000 '
            '--out data/portraits_flexdataset_plan-b')
    ])
