# mmseg's DeepLabV3 with ResNet-50 on PASCAL VOC 2012, from 100 real images;
# from all of them, and from FreeGen's samples:
# configs/comparisons/voc2012_freegen_deeplabv3-r50.py.
#
#   bash tools/dist_train.sh \
#       configs/downstream/deeplabv3_r50_voc2012-512.py 4
#
# Not run: it wants VOC, weights and GPUs.
_base_ = './deeplabv3plus_r50_voc2012-512.py'

# All else is alike in mmseg's configs of the two.
model = dict(decode_head=dict(
    _delete_=True,
    type='ASPPHead',
    in_channels=2048,
    in_index=3,
    channels=512,
    dilations=(1, 12, 24, 36),
    dropout_ratio=0.1,
    num_classes={{_base_.num_classes}},
    norm_cfg=dict(type='SyncBN', requires_grad=True),
    align_corners=False,
    loss_decode=dict(
        type='CrossEntropyLoss', use_sigmoid=False, loss_weight=1.0)))
