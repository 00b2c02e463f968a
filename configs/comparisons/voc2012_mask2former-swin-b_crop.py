# Samples against plain augmentation (DatasetDM, table 11): Mask2Former Swin-B
# with random crops alone, 100 real images of PASCAL VOC 2012 (the paper: 64.1
# mIoU real only, 77.8 joint). With flips and colours too, in
# voc2012_mask2former-swin-b.py, 65.2 and 78.5. Six runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_mask2former-swin-b_crop.py \
#       --out work_dirs/comparisons/voc2012_mask2former-swin-b_crop \
#       --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]

train_dataloader = dict(dataset=dict(pipeline=[
    step for step in _base_.train_pipeline
    if step.type not in ('RandomFlip', 'PhotoMetricDistortion')
]))
comparison = dict(rows=('real', 'joint'))
