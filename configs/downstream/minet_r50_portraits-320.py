# MINet with ResNet-50 at 320 px, trained on the 400 real portraits and
# measured on PPM-100: the perception model that labels saliency in
# FlexDataset's VAG Plan B.
#
#   bash tools/dist_train.sh configs/downstream/minet_r50_portraits-320.py 4
#
# Not run: it wants data, weights and GPUs. Portraits and length are those of
# modnet_mobilenet-v2_ppm100-512.py; the optimizer is ours. MINet itself was
# trained on DUTS-TR, at the same size.
_base_ = './modnet_mobilenet-v2_ppm100-512.py'

crop_size = (320, 320)
model = dict(
    _delete_=True,
    type='mmflexgen.MINet',
    data_preprocessor=dict(
        _base_.model.data_preprocessor, size=crop_size),
    backbone=dict(
        type='ResNet',
        depth=50,
        # Frozen statistics need no exchange between GPUs, and run on one.
        norm_cfg=dict(type='BN', requires_grad=False),
        norm_eval=True,
        # torchvision's ImageNet weights, fetched once by hand:
        # https://download.pytorch.org/models/resnet50-0676ba61.pth
        init_cfg=dict(type='Pretrained',
                      checkpoint='checkpoints/resnet50-0676ba61.pth')),
    in_channels=[256, 512, 1024, 2048])

# Both sides at least as long as the crop.
_resize = dict(type='RandomResize', resize_type='mmflexgen.ResizeMatte',
               scale=crop_size, ratio_range=(1.0, 1.5), keep_ratio=False)
train_pipeline = [
    *_base_.train_pipeline[:2], _resize,
    dict(type='RandomCrop', crop_size=crop_size),
    *_base_.train_pipeline[4:]
]
test_pipeline = [
    _base_.test_pipeline[0],
    dict(type='Resize', scale=crop_size, keep_ratio=True),
    _base_.test_pipeline[2]
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type='AdamW', lr=1e-4, weight_decay=0.05))
