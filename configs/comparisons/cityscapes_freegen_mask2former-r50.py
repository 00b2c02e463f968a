# FreeGen's table on Cityscapes' humans and vehicles: Mask2Former R50, all
# 2,975 real images against 80,000 samples of a generator that read no label
# (table 3, mIoU of human, vehicle and both: 83.4, 94.5, 89.0
# real only, 71.2, 86.1, 78.7 synthetic only). Six runs.
#
#   (the commands of pseudo-labels-sam_sd21_cityscapes-512.py,
#    asr_sd21_cityscapes-512.py and egd_sd21_cityscapes-512.py in
#    configs/freegen)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/cityscapes_freegen_mask2former-r50.py \
#       --out work_dirs/comparisons/cityscapes_freegen_r50 \
#       --launcher pytorch
#
# Fine-tuned on 1,500 real images (85.3, 96.0, 90.7):
# configs/downstream/mask2former_r50_*_human-vehicle_{pretrain,finetune}.py
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_cityscapes-512x1024_human-vehicle.py',
    '../_base_/comparisons/cityscapes_freegen.py'
]

comparison = dict(settings=[
    dict(
        _base_.freegen_setting,
        synthetic=dict(
            _base_.pair_samples,
            pipeline=[*_base_.pair_load_samples, *_base_.augment]))
])
