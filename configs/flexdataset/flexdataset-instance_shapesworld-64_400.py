# FlexDataset's instance decoder (VAG Plan A, SEEM) on ShapesWorld, 64 px, from
# the masks of 400 images.
#
#   python tools/train.py \
#       configs/flexdataset/flexdataset-instance_shapesworld-64_400.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset-instance_shapesworld-64_400.py \
#       work_dirs/flexdataset-instance_shapesworld-64_400/iter_2000.pth \
#       --num 4000 --out data/shapesworld_flexdataset-instance_400
#
# after c2i_shapesworld-64.py and c2i_shapesworld-64_400.py. Not run yet. It
# validates on val's images with their boxes given.
_base_ = './flexdataset-semantic_shapesworld-64_400.py'
default_scope = 'mmdet'

size = (64, 64)
thing_classes = ('disc', 'square', 'triangle', 'star', 'cross', 'ring',
                 'heart', 'crescent', 'arrow', 'hourglass', 'mushroom',
                 'figure')
model = dict(
    decoders=dict(
        _delete_=True,
        instance=dict(
            type='mmflexgen.SEEMDecoder',
            mask_stride=2,
            channels=96,
            pixel_channels=96,
            dropout=0.2,
            head=dict(
                type='mmflexgen.InstanceHead',
                transformer=dict(num_queries=32, num_layers=3, num_heads=4,
                                 ffn_channels=256),
                criterion=dict(num_points=1024)))),
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
# Its transforms move boxes and masks together.
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
    ann_file='annotations/instances_labelled_400.json',
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
