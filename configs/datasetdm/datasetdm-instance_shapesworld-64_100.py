# DatasetDM's instance decoder on ShapesWorld, 64 px, from 100 labelled images.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-instance_shapesworld-64_100.py
#   python tools/test.py \
#       configs/datasetdm/datasetdm-instance_shapesworld-64_100.py \
#       work_dirs/datasetdm-instance_shapesworld-64_100/iter_1500.pth
#
# 13 minutes on a core. Mask AP on val, class names given: 50.9.
_base_ = './datasetdm_shapesworld-64_100.py'
default_scope = 'mmdet'

size = (64, 64)
thing_classes = ('disc', 'square', 'triangle', 'star', 'cross', 'ring',
                 'heart', 'crescent', 'arrow', 'hourglass', 'mushroom',
                 'figure')
model = dict(
    metainfo=dict(
        _delete_=True,
        classes=('background', *thing_classes),
        thing_classes=thing_classes),
    decoders=dict(
        _delete_=True,
        instance=dict(
            type='mmflexgen.PDecoder',
            mask_stride=2,
            channels=96,
            feature_dropout=0.2,
            head=dict(
                type='mmflexgen.InstanceHead',
                transformer=dict(num_queries=32, num_layers=3, num_heads=4,
                                 ffn_channels=256),
                criterion=dict(num_points=1024)))),
    class_names='given',
    data_preprocessor=dict(
        _delete_=True,
        type='mmdet.DetDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        pad_mask=True))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadAnnotations', with_bbox=True, with_mask=True,
         poly2mask=True)
]
train_pipeline = [
    *load,
    dict(type='RandomResize', scale=size, ratio_range=(1.0, 1.5),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size, recompute_bbox=True,
         allow_negative_crop=True),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='PackDetInputs')
]
test_pipeline = [
    *load,
    dict(type='PackDetInputs',
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape'))
]

_dataset = dict(
    type='CocoDataset',
    data_root='data/shapesworld',
    data_prefix=dict(img='JPEGImages'),
    metainfo=dict(classes=thing_classes))
_val_file = 'annotations/instances_val.json'
train_dataloader = dict(dataset=dict(
    _delete_=True, **_dataset,
    ann_file='annotations/instances_labelled_100.json',
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    _delete_=True, **_dataset, ann_file=_val_file, test_mode=True,
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(
    _delete_=True, type='CocoMetric', metric='segm',
    ann_file='data/shapesworld/' + _val_file)
test_evaluator = val_evaluator

synthesis = dict(exporters=[dict(
    type='mmflexgen.COCOInstanceExporter',
    img_suffix='.png',
    consumer=dict(type='mmdet.CocoDataset'))])
