# mmseg's Mask2Former with ResNet-50 on ADE20K, on real data alone: the
# baseline of SegGen's tables (47.2 mIoU; 23.7 from 1,000 images).
#
#   bash tools/dist_train.sh configs/downstream/mask2former_r50_ade20k-512.py 8
#
# Not run: it wants ADE20K, weights and GPUs.
_base_ = 'mmseg::mask2former/mask2former_r50_8xb2-160k_ade20k-512x512.py'
default_scope = 'mmseg'

model = dict(backbone=dict(
    # Frozen statistics need no exchange between GPUs, and run on one.
    norm_cfg=dict(type='BN', requires_grad=False),
    norm_eval=True,
    # torchvision's ImageNet weights, fetched once by hand:
    # https://download.pytorch.org/models/resnet50-0676ba61.pth
    init_cfg=dict(type='Pretrained',
                  checkpoint='checkpoints/resnet50-0676ba61.pth')))
