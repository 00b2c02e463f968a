# mmseg's DeepLabV3 with ResNet-101 on COCO 2017 in 80 classes and the
# background, from all real images; from FreeGen's samples:
# configs/comparisons/coco_freegen_deeplabv3-r101.py.
#
#   bash tools/dist_train.sh \
#       configs/downstream/deeplabv3_r101_coco-semantic.py 4
#
# Not run: it wants COCO, weights and GPUs.
_base_ = './deeplabv3_r50_coco-semantic.py'

model = dict(backbone=dict(
    depth=101,
    # https://download.pytorch.org/models/resnet101-cd907fc2.pth
    init_cfg=dict(checkpoint='checkpoints/resnet101-cd907fc2.pth')))
