# MODNet with MobileNetV2 at 512 px, measured on PPM-100 (FlexDataset, table 2,
# with a ResNet-50: MSE 0.44 and MAD 0.86 from 400 real images, in hundredths).
#
#   bash tools/dist_train.sh \
#       configs/downstream/modnet_mobilenet-v2_ppm100-512.py 4
#
# Not run: it wants data, weights and GPUs. PPM-100 is for testing only, and
# the paper does not say which 400 portraits it trains on: put yours into
# data/portraits, images/train and masks/train. MODNet's schedule: SGD at 0.01
# for 40 epochs, a tenth every 10; here 1,000 iterations of 16 images for 400.
_base_ = 'mmseg::_base_/default_runtime.py'
default_scope = 'mmseg'

crop_size = (512, 512)
model = dict(
    type='mmflexgen.MODNet',
    data_preprocessor=dict(
        type='SegDataPreProcessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
        pad_val=0,
        seg_pad_val=255,
        size=crop_size,
        test_cfg=dict(size_divisor=32)),
    backbone=dict(
        type='MobileNetV2',
        out_indices=(0, 1, 4, 6),
        # mmcls's ImageNet weights, fetched once by hand:
        # https://download.openmmlab.com/mmclassification/v0/mobilenet_v2/
        # mobilenet_v2_batch256_imagenet_20200708-3b2dc3af.pth
        init_cfg=dict(
            type='Pretrained',
            prefix='backbone.',
            checkpoint='checkpoints/'
            'mobilenet_v2_batch256_imagenet_20200708-3b2dc3af.pth')))

train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadSaliency'),
    # Both sides at least as long as the crop.
    dict(type='RandomResize', resize_type='mmflexgen.ResizeMatte',
         scale=(512, 512), ratio_range=(2.0, 3.0), keep_ratio=True),
    dict(type='RandomCrop', crop_size=crop_size),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion'),
    dict(type='mmflexgen.PackSaliencyInputs')
]
# The metric reads the mattes themselves.
test_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='Resize', scale=crop_size, keep_ratio=True),
    dict(type='PackSegInputs')
]
train_dataloader = dict(
    batch_size=4,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        type='mmflexgen.SaliencyDataset',
        data_root='data/portraits',
        pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=1,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='mmflexgen.SaliencyDataset',
        data_root='data/PPM-100',
        data_prefix=dict(img_path='image', seg_map_path='matte'),
        seg_map_suffix='.jpg',
        pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='mmflexgen.SaliencyMetric')
test_evaluator = val_evaluator

max_iters = 1000
train_cfg = dict(type='IterBasedTrainLoop', max_iters=max_iters,
                 val_interval=250)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='SGD', lr=0.01, momentum=0.9))
param_scheduler = [
    dict(type='MultiStepLR', by_epoch=False, gamma=0.1,
         milestones=[250, 500, 750])
]
default_hooks = dict(
    timer=dict(type='IterTimerHook'),
    logger=dict(type='LoggerHook', interval=50, log_metric_by_epoch=False),
    param_scheduler=dict(type='ParamSchedulerHook'),
    checkpoint=dict(type='CheckpointHook', by_epoch=False, interval=250),
    sampler_seed=dict(type='DistSamplerSeedHook'))
randomness = dict(seed=0)
