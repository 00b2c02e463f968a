# How many synthetic samples (SegGen, figure 8 and appendix A.6): Mask2Former
# R50 on ADE20K with the first of ImgSyn's samples. In the paper much is gained
# from 20,000 to 200,000 and little after 600,000; with all of them 49.3 mIoU.
# Fifteen runs; samples: ade20k_mask2former-r50_seggen.py.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/ade20k_mask2former-r50_seggen_sizes.py \
#       --out work_dirs/comparisons/ade20k_r50_sizes --launcher pytorch
#
# ImgSyn goes round by round: the first 20,210 are one of each real sample.
# Not run: it wants ADE20K, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_ade20k-512.py',
    '../_base_/comparisons/ade20k_seggen.py'
]

comparison = dict(settings=[
    dict(
        _base_.all_samples[1],
        name=f'{num:,} samples',
        synthetic=dict(_base_.all_samples[1]['synthetic'][0], indices=num))
    for num in (20210, 202100, 606300, 1010500)
])
