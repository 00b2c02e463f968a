# The paper's table on COCO instances (table 2): Mask2Former R50, 400 real and
# 80,000 synthetic images, all objects of one class. AP of DatasetDM: 4.4 real
# only, 12.2 synthetic only, 14.8 joint. Nine runs.
#
#   python tools/dataset_converters/coco_subset.py \
#       data/coco_synth_400/annotations/instances_train.json \
#       --one-class object \
#       --out data/coco_synth_400/annotations/instances_train_object.json
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/coco_mask2former-r50_class-agnostic.py \
#       --out work_dirs/comparisons/coco_class-agnostic --launcher pytorch
#
# Not run: it wants COCO, weights and GPUs.
_base_ = '../downstream/mask2former_r50_coco_400_class-agnostic.py'

_generator = 'datasetdm-instance_sd15_coco-512_400'
comparison = dict(
    metric=dict(key='coco/segm_mAP', scale=100),
    rows=('real', 'synthetic', 'joint'),
    seeds=(0, 1, 2),
    lrs=(1e-4, ),
    real_fraction=0.5,
    settings=[
        dict(
            name='400 real images, one class',
            real=dict(
                ann_file='annotations/instances_train2017_400_object.json'),
            synthetic=dict(data_root='data/coco_synth_400/',
                           ann_file='annotations/instances_train_object.json',
                           data_prefix=dict(img='train/')),
            generator_labels='train2017_400 (400 images)',
            synthesize='python tools/synthesize.py configs/datasetdm/'
            f'{_generator}.py work_dirs/{_generator}/iter_50000.pth '
            '--num 80000 --out data/coco_synth_400')
    ])
