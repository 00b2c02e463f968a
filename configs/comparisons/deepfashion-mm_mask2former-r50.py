# The paper's table on DeepFashion-MultiModal (table 12): Mask2Former R50, 100
# real and 40,000 synthetic images (DatasetDM: 31.2 mIoU real only, 28.9
# synthetic only, 36.7 joint). Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/deepfashion-mm_mask2former-r50.py \
#       --out work_dirs/comparisons/deepfashion-mm --launcher pytorch
#
# Not run: it wants the data, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_deepfashion-mm-512.py',
    '../_base_/comparisons/deepfashion-mm.py'
]
