# The probability of synthetic samples (SegGen, figure 7): Mask2Former R50 on
# ADE20K, best at 0.6 (49.9 mIoU); 47.2 at 0, which is real data alone, and
# 44.8 at 1, on samples alone. Eighteen runs; samples:
# ade20k_mask2former-r50_seggen.py.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/ade20k_mask2former-r50_seggen_p-aug.py \
#       --out work_dirs/comparisons/ade20k_r50_p-aug --launcher pytorch
#
# Not run: it wants ADE20K, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_ade20k-512.py',
    '../_base_/comparisons/ade20k_seggen.py'
]

comparison = dict(settings=[
    dict(_base_.all_samples[2], name=f'p_aug {p:g}', p_aug=p)
    for p in (0.2, 0.4, 0.6, 0.8, 1.0)
])
