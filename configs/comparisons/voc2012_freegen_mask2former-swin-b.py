# FreeGen's table on PASCAL VOC 2012: Mask2Former Swin-B, all real labels
# against 40,000 samples of a generator that read none (table 1: 84.3 mIoU real
# only, 76.3 synthetic only, 84.8 joint with 20,000). Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_freegen_mask2former-swin-b.py \
#       --out work_dirs/comparisons/voc2012_freegen_swin-b --launcher pytorch
#
# The real labels are those of voc2012_mask2former-swin-b_full.py. Not run: it
# wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012_freegen.py'
]
