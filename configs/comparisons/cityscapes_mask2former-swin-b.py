# The paper's table on Cityscapes (19 classes): Mask2Former Swin-B, 9 real and
# 38,000 synthetic images (DatasetDM, table 8: 41.1 mIoU real only, 37.3
# synthetic only, 47.4 joint). Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/cityscapes_mask2former-swin-b.py \
#       --out work_dirs/comparisons/cityscapes_mask2former-swin-b \
#       --launcher pytorch
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_cityscapes-512x1024.py',
    '../_base_/comparisons/cityscapes.py'
]
