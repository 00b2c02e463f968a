# FreeGen's table on Cityscapes' humans and vehicles: Mask2Former Swin-B, all
# 2,975 real images against 80,000 samples of a generator that read no label
# (table 3, mIoU of human, vehicle and both: 85.5, 96.0, 90.8
# real only, 72.8, 87.9, 80.4 synthetic only). Six runs.
#
#   (the commands of pseudo-labels-sam_sd21_cityscapes-512.py,
#    asr_sd21_cityscapes-512.py and egd_sd21_cityscapes-512.py in
#    configs/freegen)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/cityscapes_freegen_mask2former-swin-b.py \
#       --out work_dirs/comparisons/cityscapes_freegen_swin-b \
#       --launcher pytorch
#
# Fine-tuned on 1,500 real images (86.6, 97.1, 91.9):
# configs/downstream/mask2former_swin-b_*_human-vehicle_{pretrain,finetune}.py
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_cityscapes-512x1024_human-vehicle.py',
    '../_base_/comparisons/cityscapes_freegen.py'
]

comparison = dict(settings=[
    dict(
        _base_.freegen_setting,
        synthetic=dict(
            _base_.pair_samples,
            pipeline=[*_base_.pair_load_samples, *_base_.augment]))
])
