# The paper's table on COCO poses (table 7): HRNet-W32, 384 x 288, 800 real and
# 80,000 synthetic images. AP of DatasetDM: 43.4 real only, 48.9 joint. Six
# runs.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/coco_hrnet-w32_384x288.py \
#       --out work_dirs/comparisons/coco_pose_384x288 --launcher pytorch
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/hrnet-w32_coco-384x288_800.py',
    '../_base_/comparisons/coco_poses.py'
]

comparison = dict(rows=('real', 'joint'))
