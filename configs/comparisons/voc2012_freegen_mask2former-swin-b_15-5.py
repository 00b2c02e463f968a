# Zero-shot 15/5 on PASCAL VOC 2012 (FreeGen, table 4): Mask2Former Swin-B
# learns from 40,000 samples of 20 classes, whose generator was trained on
# samples of 15; the paper's mIoU seen, unseen, harmonic: 77.9, 64.9, 70.8.
# "Real only" has all real images, in which the five do not count. Six runs.
#
#   (the commands of pseudo-labels-sam_sd21_voc2012-512_15-5.py,
#    asr_sd21_voc2012-512_15-5.py and egd_sd21_voc2012-512_15-5.py in
#    configs/freegen)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_freegen_mask2former-swin-b_15-5.py \
#       --out work_dirs/comparisons/voc2012_freegen_swin-b_15-5 \
#       --launcher pytorch
#
# Fine-tuned on real data of the 15 (84.5, 76.5, 80.3):
# configs/downstream/mask2former_swin-b_voc2012-512_15-5_{pretrain,finetune}.py
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_voc2012-512_15-5.py',
    '../_base_/comparisons/voc2012_freegen_15-5.py'
]

comparison = dict(settings=[
    dict(
        _base_.freegen_setting,
        synthetic=dict(_base_.freegen_samples,
                       pipeline=_base_.train_pipeline))
])
