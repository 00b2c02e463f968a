# mmseg's depth estimator, its VPD head on a narrow ResNet-18, from scratch,
# on the depth of 50 images of ShapesWorld.
#
#   python tools/train.py configs/downstream/depth_r18_shapesworld.py
#
# Not run to its end yet: 0.17 s an iteration and 3 s an evaluation on a core,
# beside other work, 5 minutes at that pace.
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/datasets/shapesworld_semantic.py'
]
default_scope = 'mmseg'

norm_cfg = dict(type='BN', requires_grad=True)
model = dict(
    type='DepthEstimator',
    # What is padded has no known depth.
    data_preprocessor=dict(_base_.data_preprocessor, seg_pad_val=0),
    backbone=dict(
        type='ResNetV1c',
        depth=18,
        base_channels=16,
        stem_channels=16,
        num_stages=4,
        out_indices=(0, 1, 2, 3),
        strides=(1, 2, 2, 2),
        dilations=(1, 1, 1, 1),
        norm_cfg=norm_cfg),
    decode_head=dict(
        type='VPDDepthHead',
        in_channels=[16, 32, 64, 128],
        embed_dim=32,
        feature_dim=256,
        # From a sixteenth of 128 px back to the labels' own 64 px.
        num_deconv_layers=1,
        num_deconv_filters=(64, ),
        # Its sky is 10 m away, and nothing is further.
        max_depth=10.0),
    train_cfg=dict(),
    test_cfg=dict(mode='whole'))

load_depth = dict(type='LoadDepthAnnotation', depth_rescale_factor=1e-3)
resize = dict(type='Resize', scale={{_base_.crop_size}}, keep_ratio=True)
# No crop: enlarged again, things would look nearer than they are.
train_pipeline = [
    {{_base_.load_image}},
    load_depth,
    dict(type='RandomFlip', prob=0.5),
    # Before the enlargement, where it costs a quarter.
    dict(type='PhotoMetricDistortion'),
    resize,
    dict(type='PackSegInputs')
]
# After Resize: predictions are compared at the labels' own size.
test_pipeline = [
    {{_base_.load_image}}, resize, load_depth, dict(type='PackSegInputs')
]
_data_prefix = dict(img_path='JPEGImages', depth_map_path='depth')
train_dataloader = dict(dataset=dict(
    data_prefix=dict(_delete_=True, **_data_prefix),
    indices=50,
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    data_prefix=dict(_delete_=True, **_data_prefix),
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='DepthMetric')
test_evaluator = val_evaluator

max_iters = 1600
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=50),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=50,
         end=max_iters)
]
train_cfg = dict(
    type='IterBasedTrainLoop', max_iters=max_iters, val_interval=400)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
default_hooks = dict(checkpoint=dict(interval=400))
