# mmseg's DeepLabV3+ with ResNet-50 on PASCAL VOC 2012, from 100 real images
# (DatasetDM, table 11: 46.3 mIoU real only, 56.9 joint).
#
#   bash tools/dist_train.sh \
#       configs/downstream/deeplabv3plus_r50_voc2012-512.py 4
#
# Not run here: it wants VOC, weights and GPUs.
_base_ = (
    'mmseg::deeplabv3plus/deeplabv3plus_r50-d8_4xb4-40k_voc12aug-512x512.py')
default_scope = 'mmseg'

num_classes = 21
# torchvision's ImageNet weights, fetched once by hand:
# https://download.pytorch.org/models/resnet50-0676ba61.pth
model = dict(
    pretrained=None,
    backbone=dict(
        type='ResNet',
        init_cfg=dict(type='Pretrained',
                      checkpoint='checkpoints/resnet50-0676ba61.pth')))

# A damaged file, a label outside the classes, or a mask of another size than
# its image stops the run with the file's name.
load_image = dict(type='mmflexgen.LoadCheckedImage')
load_labels = dict(
    type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes)
train_pipeline = [load_image, load_labels, *_base_.train_pipeline[2:]]
test_pipeline = [
    load_image,
    dict(type='Resize', scale=(2048, 512), keep_ratio=True),
    load_labels,
    dict(type='PackSegInputs')
]
_dataset = dict(
    type='PascalVOCDataset',
    data_root='data/VOCdevkit/VOC2012',
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
train_dataloader = dict(dataset=dict(
    _delete_=True,
    **_dataset,
    ann_file='ImageSets/Segmentation/train_100.txt',
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    _delete_=True,
    **_dataset,
    ann_file='ImageSets/Segmentation/val.txt',
    pipeline=test_pipeline))
test_dataloader = val_dataloader
