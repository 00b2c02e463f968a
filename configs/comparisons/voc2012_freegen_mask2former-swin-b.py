# FreeGen's table on PASCAL VOC 2012: Mask2Former Swin-B, all real labels
# against 40,000 samples of a generator that read none (table 1: 84.3 mIoU real
# only, 76.3 synthetic only, 84.8 joint with 20,000). Nine runs.
#
#   (the commands of pseudo-labels-sam_sd21_voc2012-512.py,
#    asr_sd21_voc2012-512.py and egd_sd21_voc2012-512.py in configs/freegen)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_freegen_mask2former-swin-b.py \
#       --out work_dirs/comparisons/voc2012_freegen_mask2former-swin-b \
#       --launcher pytorch
#
# The paper's joint row, with the first 20,000 samples:
#
#   --cfg-options comparison.rows=[joint] \
#       comparison.settings.0.synthetic.indices=20000
#
# Fine-tuned on 5,000 real images (85.1):
# configs/downstream/mask2former_swin-b_voc2012-512_{pretrain,finetune}.py
#
# The real labels are those of voc2012_mask2former-swin-b_full.py. Not run: it
# wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512.py',
    '../_base_/comparisons/voc2012_freegen.py'
]
