# Top-down pose estimation on COCO from 800 real images with ResNet-50,
# 256 x 192 (DatasetDM, table 7: 31.3 AP real only). HRNet's repository, which
# the paper takes, enlarges ResNet's maps by three transposed convolutions;
# mmdet's neck of CenterNet does too, each behind a convolution.
#
#   bash tools/dist_train.sh configs/downstream/resnet50_coco-256x192_800.py 4
#
# Not run: it wants COCO, weights and GPUs.
_base_ = './hrnet-w32_coco-256x192_800.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='ResNet',
        depth=50,
        out_indices=(3, ),
        norm_cfg=dict(type='BN', requires_grad=True),
        # torchvision's ImageNet weights, fetched once by hand:
        # https://download.pytorch.org/models/resnet50-0676ba61.pth
        init_cfg=dict(type='Pretrained',
                      checkpoint='checkpoints/resnet50-0676ba61.pth')),
    neck=dict(
        type='CTResNetNeck',
        in_channels=2048,
        num_deconv_filters=(256, 256, 256),
        num_deconv_kernels=(4, 4, 4),
        use_dcn=False),
    in_channels=256)
