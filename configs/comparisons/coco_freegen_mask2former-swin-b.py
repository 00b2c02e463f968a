# FreeGen's table on COCO 2017, 80 classes and the background: Mask2Former
# Swin-B, 80,000 samples of a generator that read no label (table 2: 44.3
# mIoU). Beside them all real images, of which the paper has no row. Six runs.
#
#   (the commands of pseudo-labels-sam_sd21_coco-512.py, asr_sd21_coco-512.py
#    and egd_sd21_coco-512.py in configs/freegen)
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/coco_freegen_mask2former-swin-b.py \
#       --out work_dirs/comparisons/coco_freegen_mask2former-swin-b \
#       --launcher pytorch
#
# The real labels are COCO-Stuff's, as mmseg converts them; pixels without any
# do not count. Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_coco-semantic.py',
    '../_base_/comparisons/coco_freegen.py'
]

comparison = dict(settings=[
    dict(
        _base_.freegen_setting,
        synthetic=dict(
            _base_.coco_samples,
            pipeline=[*_base_.coco_load_samples, *_base_.augment]))
])
