# FlexDataset's table on PASCAL VOC 2012 (table 4): Mask2Former R50, 100 real
# and 40,000 synthetic images; the paper's mIoU: 43.4 real only, 65.5 synthetic
# only, 70.9 joint. Fifteen runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/flexdataset_voc2012_mask2former-r50.py \
#       --out work_dirs/comparisons/flexdataset_voc2012 --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_voc2012-512.py',
    '../_base_/comparisons/flexdataset_voc2012.py'
]
