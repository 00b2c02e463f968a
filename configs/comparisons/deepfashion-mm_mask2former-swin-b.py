# The paper's table on DeepFashion-MultiModal (table 12) with Swin-B:
# Mask2Former, 100 real and 40,000 synthetic images (DatasetDM: 40.1 mIoU real
# only, 45.1 joint). Six runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/deepfashion-mm_mask2former-swin-b.py \
#       --out work_dirs/comparisons/deepfashion-mm_swin-b --launcher pytorch
#
# Not run: it wants the data, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_deepfashion-mm-512.py',
    '../_base_/comparisons/deepfashion-mm.py'
]

comparison = dict(rows=('real', 'joint'))
