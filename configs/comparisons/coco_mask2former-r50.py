# Instance segmentation on COCO with true classes: Mask2Former R50, 400 real
# and 80,000 synthetic images. Nine runs.
#
#   torchrun --nproc_per_node 8 tools/compare.py \
#       configs/comparisons/coco_mask2former-r50.py \
#       --out work_dirs/comparisons/coco --launcher pytorch
#
# Not run: it wants COCO, weights and GPUs. The paper has no figures with
# classes; coco_mask2former-r50_class-agnostic.py is its table.
_base_ = [
    '../downstream/mask2former_r50_coco_400.py',
    '../_base_/comparisons/coco.py'
]
