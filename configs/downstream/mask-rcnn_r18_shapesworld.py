# mmdet's Mask R-CNN on a narrow ResNet-18, from scratch, on 100 images of
# ShapesWorld in COCO's layout.
#
#   python tools/train.py configs/downstream/mask-rcnn_r18_shapesworld.py
#
# 7 minutes on a core, evaluations included: mask AP 42.9 and 44.6 (seeds 0 and
# 1), of which the last quarter of the iterations gave 4.1 and 1.7.
_base_ = 'mmdet::mask_rcnn/mask-rcnn_r50_fpn_1x_coco.py'
default_scope = 'mmdet'

num_classes = 12
_strides = [8, 16, 32]
model = dict(
    backbone=dict(
        depth=18,
        base_channels=16,
        frozen_stages=-1,
        norm_eval=False,
        init_cfg=None),
    # Objects are 30 px or more at twice the images' size: strides 8 to 32.
    neck=dict(in_channels=[16, 32, 64, 128], out_channels=64, start_level=1,
              num_outs=3),
    rpn_head=dict(
        in_channels=64,
        feat_channels=64,
        anchor_generator=dict(scales=[4], strides=_strides)),
    roi_head=dict(
        bbox_roi_extractor=dict(out_channels=64, featmap_strides=_strides,
                                finest_scale=28),
        bbox_head=dict(in_channels=64, fc_out_channels=256,
                       num_classes=num_classes),
        mask_roi_extractor=dict(out_channels=64, featmap_strides=_strides,
                                finest_scale=28),
        mask_head=dict(in_channels=64, conv_out_channels=64, num_convs=2,
                       num_classes=num_classes)),
    # At most four objects to an image: a tenth of COCO's proposals.
    train_cfg=dict(
        rpn_proposal=dict(nms_pre=200, max_per_img=50),
        rcnn=dict(sampler=dict(num=16))),
    test_cfg=dict(
        rpn=dict(nms_pre=200, max_per_img=50),
        rcnn=dict(max_per_img=20)))

data_root = 'data/shapesworld/'
metainfo = dict(classes=(
    'disc', 'square', 'triangle', 'star', 'cross', 'ring', 'heart',
    'crescent', 'arrow', 'hourglass', 'mushroom', 'figure'))
# Twice the images' 64 px.
scale = (128, 128)
train_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='LoadAnnotations', with_bbox=True, with_mask=True),
    dict(type='RandomResize', scale=scale, ratio_range=(0.75, 1.5),
         keep_ratio=True),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion'),
    dict(type='PackDetInputs')
]
test_pipeline = [
    dict(type='LoadImageFromFile'),
    dict(type='Resize', scale=scale, keep_ratio=True),
    dict(type='LoadAnnotations', with_bbox=True, with_mask=True),
    dict(type='PackDetInputs',
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape',
                    'scale_factor'))
]
_val_file = 'annotations/instances_val.json'
train_dataloader = dict(
    batch_size=8,
    num_workers=1,
    # 100 images make short epochs; count iterations instead.
    sampler=dict(type='InfiniteSampler'),
    # All images are square.
    batch_sampler=None,
    dataset=dict(
        data_root=data_root,
        ann_file='annotations/instances_labelled_100.json',
        data_prefix=dict(img='JPEGImages/'),
        metainfo=metainfo,
        pipeline=train_pipeline))
val_dataloader = dict(
    batch_size=10,
    num_workers=1,
    dataset=dict(
        data_root=data_root,
        ann_file=_val_file,
        data_prefix=dict(img='JPEGImages/'),
        metainfo=metainfo,
        pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(ann_file=data_root + _val_file)
test_evaluator = val_evaluator

max_iters = 2000
train_cfg = dict(_delete_=True, type='IterBasedTrainLoop',
                 max_iters=max_iters, val_interval=500)
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type='AdamW', lr=1e-3, weight_decay=0.05),
    clip_grad=dict(max_norm=10.0))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=50),
    dict(type='PolyLR', power=0.9, eta_min=0, by_epoch=False, begin=50,
         end=max_iters)
]
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=500),
    logger=dict(log_metric_by_epoch=False))
log_processor = dict(by_epoch=False)
randomness = dict(seed=0)
