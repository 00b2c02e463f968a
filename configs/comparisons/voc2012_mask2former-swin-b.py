# The paper's table on PASCAL VOC 2012 with Swin-B: Mask2Former, 100 real and
# 40,000 synthetic images (DatasetDM, table 3: 65.2 real only, 73.7 synthetic
# only, 78.5 joint). Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_mask2former-swin-b.py \
#       --out work_dirs/comparisons/voc2012_swin-b --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]
