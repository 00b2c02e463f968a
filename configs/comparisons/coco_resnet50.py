# The paper's table on COCO poses (table 7): ResNet-50, 256 x 192, 800 real and
# 80,000 synthetic images. AP of DatasetDM: 31.3 real only, 11.4 synthetic
# only, 36.4 joint. Nine runs.
#
#   torchrun --nproc_per_node 4 tools/compare.py \
#       configs/comparisons/coco_resnet50.py \
#       --out work_dirs/comparisons/coco_pose_resnet50 --launcher pytorch
#
# Not run: it wants COCO, weights and GPUs.
_base_ = [
    '../downstream/resnet50_coco-256x192_800.py',
    '../_base_/comparisons/coco_poses.py'
]
