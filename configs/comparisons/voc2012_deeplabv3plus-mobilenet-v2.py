# DeepLabV3+ MobileNetV2 on PASCAL VOC 2012: 100 real and 40,000 synthetic
# images (DatasetDM, table 11: 40.5 mIoU real only, 46.1 joint). Nine runs.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/voc2012_deeplabv3plus-mobilenet-v2.py \
#       --out work_dirs/comparisons/voc2012_deeplabv3plus-mobilenet-v2 \
#       --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/deeplabv3plus_mobilenet-v2_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]

# mmseg's rate for its batch of 16, by SGD.
comparison = dict(lrs=(1e-2, ))
