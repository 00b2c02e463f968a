# The paper's table on COCO poses (table 7): HRNet-W32, 256 x 192, 800 real and
# 80,000 synthetic images. AP of DatasetDM: 42.4 real only, 13.4 synthetic
# only, 47.5 joint. Nine runs.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/coco_hrnet-w32.py \
#       --out work_dirs/comparisons/coco_pose --launcher pytorch
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/hrnet-w32_coco-256x192_800.py',
    '../_base_/comparisons/coco_poses.py'
]
