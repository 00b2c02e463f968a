# FlexDataset's instances on COCO (table 3): Mask2Former R50, 400 real and
# 80,000 synthetic images. The paper's AP is, as DatasetDM's, of one class for
# all objects: 4.4 real only, 17.7 synthetic only, 19.4 joint; here the classes
# are kept. Fifteen runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/flexdataset_coco_mask2former-r50.py \
#       --out work_dirs/comparisons/flexdataset_coco --launcher pytorch
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_coco_400.py',
    '../_base_/comparisons/three_seeds.py'
]

_decoder = 'flexdataset-instance_sd15_coco-512_400'
_config = f'configs/flexdataset/{_decoder}.py'
comparison = dict(
    metric=dict(key='coco/segm_mAP', scale=100),
    lrs=(1e-4, ),
    settings=[
        dict(
            name='400 real images, Plan B',
            real=dict(ann_file='annotations/instances_train2017_400.json'),
            synthetic=dict(data_root='data/coco_flexdataset_400_plan-b/',
                           ann_file='annotations/instances_train.json',
                           data_prefix=dict(img='train/')),
            generator_labels='boxes and masks of all of COCO',
            synthesize='python tools/synthesize.py configs/flexdataset/'
            'plan-b_sd15_coco-512_400.py --num 80000 '
            '--out data/coco_flexdataset_400_plan-b'),
        dict(
            name='400 real images, Plan A',
            real=dict(ann_file='annotations/instances_train2017_400.json'),
            synthetic=dict(data_root='data/coco_flexdataset-instance_400/',
                           ann_file='annotations/instances_train.json',
                           data_prefix=dict(img='train/')),
            generator_labels='the same 400 images; boxes of all of COCO',
            synthesize=f'python tools/train.py {_config} && '
            f'python tools/synthesize.py {_config} '
            f'work_dirs/{_decoder}/iter_50000.pth --num 80000 '
            '--out data/coco_flexdataset-instance_400')
    ])
