# mmdet's Mask2Former with R50 for instance segmentation on COCO, on real
# data alone (43.7 AP in the paper of SegGen, table 3).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_coco-instance.py 8
#
# Not run: it wants COCO, weights and GPUs.
_base_ = 'mmdet::mask2former/mask2former_r50_8xb2-lsj-50e_coco.py'
default_scope = 'mmdet'

model = dict(backbone=dict(
    # torchvision's ImageNet weights, fetched once by hand:
    # https://download.pytorch.org/models/resnet50-0676ba61.pth
    init_cfg=dict(type='Pretrained',
                  checkpoint='checkpoints/resnet50-0676ba61.pth')))
