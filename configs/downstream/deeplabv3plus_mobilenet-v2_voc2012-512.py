# mmseg's DeepLabV3+ with MobileNetV2 on PASCAL VOC 2012, from 100 real images
# (DatasetDM, table 11: 40.5 mIoU real only, 46.1 joint).
#
#   bash tools/dist_train.sh \
#       configs/downstream/deeplabv3plus_mobilenet-v2_voc2012-512.py 4
#
# Not run: it wants VOC, weights and GPUs.
_base_ = './deeplabv3plus_r50_voc2012-512.py'

# As in mmseg's configs/mobilenet_v2.
model = dict(
    backbone=dict(
        _delete_=True,
        type='MobileNetV2',
        widen_factor=1.,
        strides=(1, 2, 2, 1, 1, 1, 1),
        dilations=(1, 1, 1, 2, 2, 4, 4),
        out_indices=(1, 2, 4, 6),
        norm_cfg=dict(type='SyncBN', requires_grad=True),
        # mmcls's ImageNet weights, fetched once by hand:
        # https://download.openmmlab.com/mmclassification/v0/mobilenet_v2/
        # mobilenet_v2_batch256_imagenet_20200708-3b2dc3af.pth
        init_cfg=dict(
            type='Pretrained',
            prefix='backbone.',
            checkpoint='checkpoints/'
            'mobilenet_v2_batch256_imagenet_20200708-3b2dc3af.pth')),
    decode_head=dict(in_channels=320, c1_in_channels=24),
    auxiliary_head=dict(in_channels=96))
