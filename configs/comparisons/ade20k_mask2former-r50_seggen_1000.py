# SegGen from 1,000 real samples of ADE20K with Mask2Former R50 (table 4a):
# 23.7 mIoU on real data alone, 28.1 augmented with MaskSyn's samples, 24.3
# with ImgSyn's, 29.2 with both. As in the paper, Text2Mask and Mask2Img have
# seen all 20,210; ade20k_mask2former-r50_seggen_same-1000.py is without them.
#
# Every 20th sample, as the files are sorted by scene:
#   cd data/ade/ADEChallengeData2016
#   ls images/training | sed 's/.jpg//' | awk 'NR % 20 == 1' | head -n 1000 \
#       > train_1000.txt
#
# The commands of a row are its setting's `synthesize`; compare.py names the
# next one as long as its samples are missing:
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/ade20k_mask2former-r50_seggen_1000.py \
#       --out work_dirs/comparisons/ade20k_mask2former-r50_1000 \
#       --launcher pytorch
#
# Twelve runs. Not run: it wants ADE20K, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_ade20k-512.py',
    '../_base_/comparisons/ade20k_seggen.py'
]

comparison = dict(settings=_base_.from_1000)
