# The paper's table on Cityscapes in 8 classes: Mask2Former Swin-B, 9 real and
# 38,000 synthetic images (DatasetDM, table 8: 74.5 mIoU real only, 73.3
# synthetic only, 80.0 joint). Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/cityscapes_mask2former-swin-b_8-classes.py \
#       --out work_dirs/comparisons/cityscapes_mask2former-swin-b_8-classes \
#       --launcher pytorch
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = [
    '../downstream/mask2former_swin-b_cityscapes-512x1024_8-classes.py',
    '../_base_/comparisons/cityscapes_8-classes.py'
]

_setting = _base_.coarse_setting
comparison = dict(settings=[
    dict(_setting, synthetic=dict(
        _setting.synthetic,
        pipeline=[*_base_.coarse_load_synthetic, *_base_.augment]))
])
