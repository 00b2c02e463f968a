# The oracle detector: ATSS on a narrow ResNet-18, trained on all 5,000
# labelled images. It judges whether objects stand where they were asked for
# (tools/analysis_tools/{layout_fidelity,leakage,edit_locality}.py).
#
#   python tools/train.py configs/downstream/shapesworld_oracle_detector.py
#   python tools/model_converters/publish_weights.py \
#       work_dirs/shapesworld_oracle_detector/iter_12000.pth \
#       checkpoints/shapesworld_oracle_detector/detector.pth --half
#
# 45 minutes on a core. On val: box AP 86.5, AP50 99.6.
_base_ = './mask-rcnn_r18_shapesworld.py'

model = dict(
    _delete_=True,
    type='ATSS',
    data_preprocessor=_base_.model.data_preprocessor,
    backbone=dict(_base_.model.backbone, base_channels=24),
    # Objects are 30 px or more at twice the images' size: strides 8 to 32.
    neck=dict(
        type='FPN',
        in_channels=[24, 48, 96, 192],
        out_channels=64,
        start_level=1,
        num_outs=3),
    bbox_head=dict(
        type='ATSSHead',
        num_classes=_base_.num_classes,
        in_channels=64,
        feat_channels=64,
        stacked_convs=2,
        norm_cfg=dict(type='GN', num_groups=16),
        anchor_generator=dict(
            type='AnchorGenerator',
            ratios=[1.0],
            octave_base_scale=4,
            scales_per_octave=1,
            strides=[8, 16, 32]),
        bbox_coder=dict(
            type='DeltaXYWHBBoxCoder',
            target_means=[0., 0., 0., 0.],
            target_stds=[0.1, 0.1, 0.2, 0.2]),
        loss_cls=dict(type='FocalLoss', use_sigmoid=True, gamma=2.0,
                      alpha=0.25),
        loss_bbox=dict(type='GIoULoss', loss_weight=2.0),
        loss_centerness=dict(type='CrossEntropyLoss', use_sigmoid=True)),
    train_cfg=dict(
        assigner=dict(type='ATSSAssigner', topk=9),
        allowed_border=-1,
        pos_weight=-1,
        debug=False),
    test_cfg=dict(
        nms_pre=200,
        min_bbox_size=0,
        score_thr=0.05,
        nms=dict(type='nms', iou_threshold=0.6),
        max_per_img=20))

# No masks are needed.
train_pipeline = [
    dict(type='LoadAnnotations', with_bbox=True)
    if step['type'] == 'LoadAnnotations' else step
    for step in _base_.train_pipeline
]
test_pipeline = [
    dict(type='LoadAnnotations', with_bbox=True)
    if step['type'] == 'LoadAnnotations' else step
    for step in _base_.test_pipeline
]
train_dataloader = dict(
    dataset=dict(
        ann_file='annotations/instances_train_full.json',
        pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(metric='bbox')
test_evaluator = val_evaluator

max_iters = 12000
train_cfg = dict(max_iters=max_iters, val_interval=1000)
param_scheduler = [
    _base_.param_scheduler[0], dict(_base_.param_scheduler[1], end=max_iters)
]
default_hooks = dict(checkpoint=dict(interval=1000))
