# mmseg's Mask2Former with ResNet-50 on PASCAL VOC 2012, from 100 real images:
# the segmenter of the papers' tables. mmseg has it for ADE20K and Cityscapes
# only.
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_voc2012-512.py 8
_base_ = 'mmseg::mask2former/mask2former_r50_8xb2-160k_ade20k-512x512.py'
default_scope = 'mmseg'

num_classes = 21
model = dict(
    backbone=dict(
        # Frozen statistics need no exchange between GPUs, and run on one.
        norm_cfg=dict(type='BN', requires_grad=False),
        norm_eval=True,
        # torchvision's ImageNet weights, fetched once by hand:
        # https://download.pytorch.org/models/resnet50-0676ba61.pth
        init_cfg=dict(type='Pretrained',
                      checkpoint='checkpoints/resnet50-0676ba61.pth')),
    decode_head=dict(
        num_classes=num_classes,
        loss_cls=dict(class_weight=[1.0] * num_classes + [0.1])))

dataset_type = 'PascalVOCDataset'
data_root = 'data/VOCdevkit/VOC2012'
crop_size = (512, 512)
# A damaged file, a label outside the classes, or a mask of another size than
# its image stops the run with the file's name.
load_image = dict(type='mmflexgen.LoadCheckedImage')
load_labels = dict(
    type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes)
train_pipeline = [
    load_image,
    load_labels,
    dict(type='RandomChoiceResize',
         scales=[int(512 * x * 0.1) for x in range(5, 21)],
         resize_type='ResizeShortestEdge',
         max_size=2048),
    dict(type='RandomCrop', crop_size=crop_size, cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion'),
    dict(type='PackSegInputs')
]
test_pipeline = [
    load_image,
    dict(type='Resize', scale=(2048, 512), keep_ratio=True),
    load_labels,
    dict(type='PackSegInputs')
]
_data_prefix = dict(img_path='JPEGImages', seg_map_path='SegmentationClass')
train_dataloader = dict(
    batch_size=2,
    dataset=dict(
        _delete_=True,
        type=dataset_type,
        data_root=data_root,
        data_prefix=_data_prefix,
        ann_file='ImageSets/Segmentation/train_100.txt',
        pipeline=train_pipeline))
val_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type=dataset_type,
        data_root=data_root,
        data_prefix=_data_prefix,
        ann_file='ImageSets/Segmentation/val.txt',
        pipeline=test_pipeline))
test_dataloader = val_dataloader

max_iters = 40000
param_scheduler = [
    dict(type='PolyLR', eta_min=0, power=0.9, begin=0, end=max_iters,
         by_epoch=False)
]
train_cfg = dict(
    type='IterBasedTrainLoop', max_iters=max_iters, val_interval=4000)
default_hooks = dict(
    checkpoint=dict(_delete_=True, type='CheckpointHook', by_epoch=False,
                    interval=4000, max_keep_ckpts=2))
