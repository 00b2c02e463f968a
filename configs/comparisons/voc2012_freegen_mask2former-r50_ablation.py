# FreeGen's ablation on PASCAL VOC 2012 (table 6): Mask2Former R50 on 40,000
# samples of each row; the paper's mIoU:
#
#   raw attention   60.5
#   + SAM           63.8   masks of SAM
#   + ASR           66.4   Attention Self-Rectification
#   + TFF           67.1   the Temporal Fluctuation Factor selects
#   + EGD           68.4   the Entity-level Grounding Decoder labels
#   + HST           69.6   trained by hardness-aware self-training
#   without SAM     66.2   all the others
#
# First the commands of pseudo-labels-sam_sd21_voc2012-512.py,
# asr_sd21_voc2012-512.py and egd_sd21_voc2012-512.py in configs/freegen. What
# a row needs besides is its setting's `synthesize`, which compare.py names as
# long as the samples are missing:
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_freegen_mask2former-r50_ablation.py \
#       --out work_dirs/comparisons/voc2012_freegen_ablation \
#       --launcher pytorch
#
# 21 runs. The paper does not say what its raw row has; here the random walk
# that stands in for SAM in the last row. Not run: it wants VOC, weights and
# GPUs.
_base_ = [
    '../downstream/mask2former_r50_voc2012-512.py',
    '../_base_/comparisons/voc2012_freegen_ablation.py'
]

comparison = dict(rows=('synthetic', ), settings=_base_.ablation)
