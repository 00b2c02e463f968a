# The paper's table on Cityscapes in 8 classes: Mask2Former R50, 9 real and
# 38,000 synthetic images (DatasetDM, table 8: 71.5 mIoU real only, 69.5
# synthetic only, 76.7 joint). Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/cityscapes_mask2former-r50_8-classes.py \
#       --out work_dirs/comparisons/cityscapes_mask2former-r50_8-classes \
#       --launcher pytorch
#
# The paper's ResNet-101 (77.5 joint):
#
#   --cfg-options model.backbone.depth=101 \
#       model.backbone.init_cfg.checkpoint=checkpoints/resnet101-cd907fc2.pth
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_cityscapes-512x1024_8-classes.py',
    '../_base_/comparisons/cityscapes_8-classes.py'
]

_setting = _base_.coarse_setting
comparison = dict(settings=[
    dict(_setting, synthetic=dict(
        _setting.synthetic,
        pipeline=[*_base_.coarse_load_synthetic, *_base_.augment]))
])
