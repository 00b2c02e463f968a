# mmseg's Mask2Former with ResNet-50 on Cityscapes, from 9 real images
# (DatasetDM, table 8, 19 classes: 36.8 mIoU real only, 42.1 joint).
#
#   bash tools/dist_train.sh \
#       configs/downstream/mask2former_r50_cityscapes-512x1024.py 8
#
# The list is written by tools/dataset_converters/cityscapes_few.py. The
# paper's ResNet-101, whose weights are torchvision's too:
#
#   --cfg-options model.backbone.depth=101 \
#       model.backbone.init_cfg.checkpoint=checkpoints/resnet101-cd907fc2.pth
#
# Not run: it wants Cityscapes, weights and GPUs.
_base_ = 'mmseg::mask2former/mask2former_r50_8xb2-90k_cityscapes-512x1024.py'
default_scope = 'mmseg'

model = dict(backbone=dict(
    # Frozen statistics need no exchange between GPUs, and run on one.
    norm_cfg=dict(type='BN', requires_grad=False),
    norm_eval=True,
    # torchvision's ImageNet weights, fetched once by hand:
    # https://download.pytorch.org/models/resnet50-0676ba61.pth
    init_cfg=dict(type='Pretrained',
                  checkpoint='checkpoints/resnet50-0676ba61.pth')))

# A damaged file, a label outside the classes, or a mask of another size than
# its image stops the run with the file's name.
load_image = dict(type='mmflexgen.LoadCheckedImage')
load_labels = dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=19)
augment = _base_.train_pipeline[2:]
resize = dict(type='Resize', scale=(2048, 1024), keep_ratio=True)
dataset = dict(
    type='CityscapesDataset',
    data_root='data/cityscapes',
    # The class's own; compare.py looks for the files by them.
    img_suffix='_leftImg8bit.png',
    seg_map_suffix='_gtFine_labelTrainIds.png')
train_prefix = dict(img_path='leftImg8bit/train', seg_map_path='gtFine/train')
val_prefix = dict(img_path='leftImg8bit/val', seg_map_path='gtFine/val')
train_dataloader = dict(dataset=dict(
    _delete_=True,
    **dataset,
    data_prefix=train_prefix,
    ann_file='train_9.txt',
    pipeline=[load_image, load_labels, *augment]))
val_dataloader = dict(dataset=dict(
    _delete_=True,
    **dataset,
    data_prefix=val_prefix,
    pipeline=[load_image, resize, load_labels, dict(type='PackSegInputs')]))
test_dataloader = val_dataloader
default_hooks = dict(
    checkpoint=dict(_delete_=True, type='CheckpointHook', by_epoch=False,
                    interval=5000, max_keep_ckpts=2))
