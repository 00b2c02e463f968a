# FlexDataset's table on PASCAL VOC 2012 with Swin-B (tables 1 and 4):
# Mask2Former, 100 real and 40,000 synthetic images; the paper's mIoU: 65.2
# real only, 76.4 synthetic only, 81.6 joint. Fifteen runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/flexdataset_voc2012_mask2former-swin-b.py \
#       --out work_dirs/comparisons/flexdataset_voc2012_swin-b \
#       --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/flexdataset_voc2012.py'
]
