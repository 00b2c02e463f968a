# The paper's table on PASCAL VOC 2012: Mask2Former R50, 100 real and 40,000
# synthetic images (DatasetDM, table 3: 43.4 real only, 60.3 synthetic only,
# 66.1 joint). Nine runs; a day each on one GPU.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_mask2former-r50.py \
#       --out work_dirs/comparisons/voc2012 --launcher pytorch
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_voc2012-512.py',
    '../_base_/comparisons/voc2012.py'
]
