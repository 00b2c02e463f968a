# How many real images train the generator (DatasetDM, table 4c), Mask2Former
# Swin-B on PASCAL VOC 2012, 40,000 samples each; the paper's mIoU:
#
#   real images       60    100    200    400   1000
#   synthetic only  71.4   73.7   74.4   76.4   78.4
#   joint           77.1   78.5   79.4   80.4   81.1
#
# The lists have 3, 5, 10, 20 and 50 images for each class:
#
#   for n in 60 100 200 400 1000; do
#     python tools/dataset_converters/class_quota.py data/VOCdevkit/VOC2012 \
#       --dataset mmseg.PascalVOCDataset --split train --out train_$n \
#       --count-once --take $((n / 20)) all
#   done
#
# Training and synthesis of each row are its setting's `synthesize`, which
# compare.py names as long as the samples are missing:
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_mask2former-swin-b_train-size.py \
#       --out work_dirs/comparisons/voc2012_train-size --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]

_generator = 'configs/datasetdm/datasetdm_sd15_voc2012-512_100.py'
comparison = dict(
    rows=('synthetic', 'joint'),
    settings=[
        dict(
            name=f'{num} real images',
            real=dict(ann_file=f'ImageSets/Segmentation/train_{num}.txt'),
            synthetic=dict(data_root=f'data/voc2012_synth_{num}',
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels=f'train_{num} ({num} masks)',
            synthesize=f'python tools/train.py {_generator} '
            f'--work-dir work_dirs/voc2012_{num} --cfg-options '
            'train_dataloader.dataset.ann_file='
            f'ImageSets/Segmentation/train_{num}.txt && '
            f'python tools/synthesize.py {_generator} '
            f'work_dirs/voc2012_{num}/iter_50000.pth --num 40000 '
            f'--out data/voc2012_synth_{num}')
        for num in (60, 100, 200, 400, 1000)
    ])
