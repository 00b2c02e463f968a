# ShapesWorld's objects for instance decoders, 64 px. These are parts: a config
# that is based on another decoder's puts them in the place of its labels.
thing_classes = ('disc', 'square', 'triangle', 'star', 'cross', 'ring',
                 'heart', 'crescent', 'arrow', 'hourglass', 'mushroom',
                 'figure')
instance_preprocessor = dict(
    type='mmdet.DetDataPreprocessor',
    mean=[127.5, 127.5, 127.5],
    std=[127.5, 127.5, 127.5],
    bgr_to_rgb=True,
    pad_mask=True)

_size = (64, 64)
_load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadAnnotations', with_bbox=True, with_mask=True,
         poly2mask=True)
]
# Its transforms move boxes and masks together.
instance_train_pipeline = [
    *_load,
    dict(type='RandomResize', scale=_size, ratio_range=(1.0, 1.5),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=_size, recompute_bbox=True,
         allow_negative_crop=True),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='PackDetInputs')
]
instance_test_pipeline = [
    *_load,
    dict(type='PackDetInputs',
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape'))
]

instance_dataset = dict(
    type='CocoDataset',
    data_root='data/shapesworld',
    data_prefix=dict(img='JPEGImages'),
    metainfo=dict(classes=thing_classes))
_val_file = 'annotations/instances_val.json'
instance_val_dataset = dict(
    **instance_dataset, ann_file=_val_file, test_mode=True,
    pipeline=instance_test_pipeline)
instance_metric = dict(
    type='CocoMetric', metric='segm',
    ann_file='data/shapesworld/' + _val_file)
instance_exporter = dict(
    type='mmflexgen.COCOInstanceExporter',
    img_suffix='.png',
    consumer=dict(type='mmdet.CocoDataset'))
