# mmseg's depth estimator, its VPD head on a narrow ResNet-18, from scratch,
# on the depth of 50 images of ShapesWorld.
#
#   python tools/train.py configs/downstream/depth_r18_shapesworld.py
#
# 4 minutes on a core: absolute relative error 0.076 (three seeds 0.074 to
# 0.078), where each pixel's mean depth has 0.217.
_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/datasets/shapesworld_semantic.py',
    '../_base_/models/r18_narrow.py', '../_base_/schedules/shapesworld.py'
]
default_scope = 'mmseg'

model = dict(
    type='DepthEstimator',
    # What is padded has no known depth.
    data_preprocessor=dict(_base_.data_preprocessor, seg_pad_val=0),
    decode_head=dict(
        type='VPDDepthHead',
        in_channels=[16, 32, 64, 128],
        embed_dim=32,
        feature_dim=256,
        # From a sixteenth of 128 px back to the labels' own 64 px.
        num_deconv_layers=1,
        num_deconv_filters=(64, ),
        # Its sky is 10 m away, and nothing is further.
        max_depth=10.0))

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
optim_wrapper = dict(optimizer=dict(lr=1e-3))
param_scheduler = [
    _base_.param_scheduler[0], dict(_base_.param_scheduler[1], end=max_iters)
]
train_cfg = dict(max_iters=max_iters)
default_hooks = dict(checkpoint=dict(interval=400))
