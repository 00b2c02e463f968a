# FlexDataset's instances on COCO with Swin-B (table 3): Mask2Former, 400 or
# 800 real images and 80,000 synthetic ones, all objects of one class as in
# DatasetDM's. The paper's AP, real only, synthetic only, joint:
#
#   400 real images   11.3   27.3   30.4
#   800 real images   14.4    -     31.4
#
# Lists of images as in coco_mask2former-swin-b_class-agnostic.py. The samples
# are labelled by Plan B; then, for each number N:
#
#   S=data/coco_flexdataset_N_plan-b/annotations/instances_train
#   python tools/dataset_converters/coco_subset.py $S.json \
#       --one-class object --out ${S}_object.json
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/flexdataset_coco_mask2former-swin-b.py \
#       --out work_dirs/comparisons/flexdataset_coco_swin-b \
#       --launcher pytorch
#
# 18 runs. Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_coco_400_class-agnostic.py',
    '../_base_/comparisons/three_seeds.py'
]

_mimc = 'work_dirs/flexdataset/c2i_sd15_coco-stuff-512'
comparison = dict(
    metric=dict(key='coco/segm_mAP', scale=100),
    lrs=(1e-4, ),
    settings=[
        dict(
            name=f'{num} real images, one class',
            real=dict(
                ann_file=f'annotations/instances_train2017_{num}_object.json'),
            synthetic=dict(
                data_root=f'data/coco_flexdataset_{num}_plan-b/',
                ann_file='annotations/instances_train_object.json',
                data_prefix=dict(img='train/')),
            generator_labels='boxes and masks of all of COCO',
            synthesize='python tools/synthesize.py configs/flexdataset/'
            'plan-b_sd15_coco-512_400.py --num 80000 '
            f'--out data/coco_flexdataset_{num}_plan-b --cfg-options '
            f'model.generator.base_model.mimc={_mimc}_{num}/export')
        for num in (400, 800)
    ])
