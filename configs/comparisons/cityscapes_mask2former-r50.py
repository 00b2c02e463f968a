# The paper's table on Cityscapes (19 classes): Mask2Former R50, 9 real and
# 38,000 synthetic images (DatasetDM, table 8: 36.8 mIoU real only, 34.2
# synthetic only, 42.1 joint). Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/cityscapes_mask2former-r50.py \
#       --out work_dirs/comparisons/cityscapes_mask2former-r50 \
#       --launcher pytorch
#
# The paper's ResNet-101 (43.7 joint):
#
#   --cfg-options model.backbone.depth=101 \
#       model.backbone.init_cfg.checkpoint=checkpoints/resnet101-cd907fc2.pth
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = [
    '../downstream/mask2former_r50_cityscapes-512x1024.py',
    '../_base_/comparisons/cityscapes.py'
]
