# FreeGen's table on PASCAL VOC 2012: DeepLabV3 R50, all real labels
# against 40,000 samples of a generator that read none (table 1: 77.4 mIoU real
# only, 67.5 synthetic only, 78.5 joint with 20,000). Nine runs.
#
#   (the commands of pseudo-labels-sam_sd21_voc2012-512.py,
#    asr_sd21_voc2012-512.py and egd_sd21_voc2012-512.py in configs/freegen)
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/voc2012_freegen_deeplabv3-r50.py \
#       --out work_dirs/comparisons/voc2012_freegen_deeplabv3-r50 \
#       --launcher pytorch
#
# The paper's joint row, with the first 20,000 samples:
#
#   --cfg-options comparison.rows=[joint] \
#       comparison.settings.0.synthetic.indices=20000
#
# The real labels are those of voc2012_mask2former-swin-b_full.py. Not run: it
# wants VOC, weights and GPUs.
_base_ = [
    '../downstream/deeplabv3_r50_voc2012-512.py',
    '../_base_/comparisons/voc2012_freegen.py'
]

# mmseg's rate for its batch of 16, by SGD.
comparison = dict(lrs=(1e-2, ))
