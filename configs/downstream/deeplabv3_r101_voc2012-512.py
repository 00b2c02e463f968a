# mmseg's DeepLabV3 with ResNet-101 on PASCAL VOC 2012, from 100 real images;
# from all of them, and from FreeGen's samples:
# configs/comparisons/voc2012_freegen_deeplabv3-r101.py.
#
#   bash tools/dist_train.sh \
#       configs/downstream/deeplabv3_r101_voc2012-512.py 4
#
# Not run: it wants VOC, weights and GPUs.
_base_ = './deeplabv3_r50_voc2012-512.py'

model = dict(backbone=dict(
    depth=101,
    # https://download.pytorch.org/models/resnet101-cd907fc2.pth
    init_cfg=dict(checkpoint='checkpoints/resnet101-cd907fc2.pth')))
