# Zero-shot 15/5 on PASCAL VOC 2012 (FreeGen, table 4): Mask2Former R50
# learns from 40,000 samples of 20 classes, whose generator was trained on
# samples of 15; the paper's mIoU seen, unseen, harmonic: 70.1, 51.9, 59.6.
# "Real only" has all real images, in which the five do not count. Six runs.
#
#   (the commands of pseudo-labels-sam_sd21_voc2012-512_15-5.py,
#    asr_sd21_voc2012-512_15-5.py and egd_sd21_voc2012-512_15-5.py in
#    configs/freegen)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/voc2012_freegen_mask2former-r50_15-5.py \
#       --out work_dirs/comparisons/voc2012_freegen_r50_15-5 \
#       --launcher pytorch
#
# The paper's ResNet-101 (69.0, 53.3, 60.1):
#
#   --cfg-options model.backbone.depth=101 \
#       model.backbone.init_cfg.checkpoint=checkpoints/resnet101-cd907fc2.pth
#
# Fine-tuned on real data of the 15 (77.7, 63.4, 69.8):
# configs/downstream/mask2former_r50_voc2012-512_15-5_{pretrain,finetune}.py
#
# Not run: it wants VOC, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_voc2012-512_15-5.py',
    '../_base_/comparisons/voc2012_freegen_15-5.py'
]

comparison = dict(settings=[
    dict(
        _base_.freegen_setting,
        synthetic=dict(_base_.freegen_samples,
                       pipeline=_base_.train_pipeline))
])
