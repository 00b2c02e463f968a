# The paper's table on COCO instances (table 2) with Swin-B: Mask2Former, 400
# or 800 real images and 80,000 synthetic ones of a generator trained on them,
# all objects of one class. AP of DatasetDM, real only, synthetic only, joint:
#
#   400 real images   11.3   17.6   23.3
#   800 real images   14.4    -     26.5
#
# The files of 400 are those of coco_mask2former-r50_class-agnostic.py. Of 800
# images, ten for each class:
#
#   A=data/coco/annotations/instances_train2017
#   python tools/dataset_converters/coco_subset.py $A.json --per-class 10 \
#       --out ${A}_800.json
#   python tools/dataset_converters/coco_subset.py ${A}_800.json \
#       --one-class object --out ${A}_800_object.json
#   python tools/train.py \
#       configs/datasetdm/datasetdm-instance_sd15_coco-512_400.py \
#       --work-dir work_dirs/datasetdm-instance_sd15_coco-512_800 \
#       --cfg-options train_dataloader.dataset.ann_file=\
# annotations/instances_train2017_800.json
#   python tools/dataset_converters/coco_subset.py \
#       data/coco_synth_800/annotations/instances_train.json \
#       --one-class object \
#       --out data/coco_synth_800/annotations/instances_train_object.json
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/coco_mask2former-swin-b_class-agnostic.py \
#       --out work_dirs/comparisons/coco_swin-b --launcher pytorch
#
# 18 runs. Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_coco_400_class-agnostic.py',
    '../_base_/comparisons/coco.py'
]

_generator = 'datasetdm-instance_sd15_coco-512'
comparison = dict(settings=[
    dict(
        name=f'{num} real images, one class',
        real=dict(
            ann_file=f'annotations/instances_train2017_{num}_object.json'),
        synthetic=dict(
            data_root=f'data/coco_synth_{num}/',
            ann_file='annotations/instances_train_object.json',
            data_prefix=dict(img='train/')),
        generator_labels=f'train2017_{num} ({num} images)',
        synthesize=f'python tools/synthesize.py configs/datasetdm/'
        f'{_generator}_400.py work_dirs/{_generator}_{num}/iter_50000.pth '
        f'--num 80000 --out data/coco_synth_{num}')
    for num in (400, 800)
])
