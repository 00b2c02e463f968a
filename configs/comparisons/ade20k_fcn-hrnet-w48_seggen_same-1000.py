# As ade20k_fcn-hrnet-w48_seggen_1000.py, with Text2Mask and Mask2Img trained
# on the same 1,000 samples: no label beyond those of real only. The paper has
# no figure of this; with models that have seen all 20,210: 23.6 mIoU on real
# data alone, 26.9 augmented with MaskSyn's samples, 24.0 with ImgSyn's, 27.3
# with both.
#
# Every 20th sample, as the files are sorted by scene:
#   cd data/ade/ADEChallengeData2016
#   ls images/training | sed 's/.jpg//' | awk 'NR % 20 == 1' | head -n 1000 \
#       > train_1000.txt
#
# The commands of a row are its setting's `synthesize`; compare.py names the
# next one as long as its samples are missing:
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/ade20k_fcn-hrnet-w48_seggen_same-1000.py \
#       --out work_dirs/comparisons/ade20k_fcn-hrnet-w48_same-1000 \
#       --launcher pytorch
#
# Twelve runs. Not run: it wants ADE20K, weights and GPUs.
_base_ = [
    '../downstream/fcn_hrnet-w48_ade20k-512.py',
    '../_base_/comparisons/ade20k_seggen.py'
]

comparison = dict(lrs=(2e-2, ), settings=_base_.same_1000)
