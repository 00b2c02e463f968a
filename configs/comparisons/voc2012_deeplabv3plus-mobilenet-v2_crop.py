# Samples against plain augmentation (DatasetDM, table 11): DeepLabV3+ with
# MobileNetV2 and crops alone, 100 real images of PASCAL VOC 2012 (paper: 39.1
# mIoU real only, 45.3 joint). With flips and colours too, in
# voc2012_deeplabv3plus-mobilenet-v2.py, 40.5 and 46.1. Six runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_deeplabv3plus-mobilenet-v2_crop.py \
#       --out work_dirs/comparisons/voc2012_deeplabv3plus-mobilenet-v2_crop \
#       --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/deeplabv3plus_mobilenet-v2_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]

train_dataloader = dict(dataset=dict(pipeline=[
    step for step in _base_.train_pipeline
    if step.type not in ('RandomFlip', 'PhotoMetricDistortion')
]))
comparison = dict(rows=('real', 'joint'), lrs=(1e-2, ))
