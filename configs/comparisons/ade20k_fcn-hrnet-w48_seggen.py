# SegGen on ADE20K with HRNet W48 (table 4b): 44.4 mIoU on real data alone,
# 44.8 augmented with MaskSyn's samples, 45.4 with ImgSyn's, 45.6 with both.
# Twelve runs; samples: ade20k_mask2former-r50_seggen.py.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/ade20k_fcn-hrnet-w48_seggen.py \
#       --out work_dirs/comparisons/ade20k_hrnet_seggen --launcher pytorch
#
# Not run: it wants ADE20K, weights and GPUs.
_base_ = [
    '../downstream/fcn_hrnet-w48_ade20k-512.py',
    '../_base_/comparisons/ade20k_seggen.py'
]

comparison = dict(lrs=(2e-2, ), settings=_base_.all_samples)
