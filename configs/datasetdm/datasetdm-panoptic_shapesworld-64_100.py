# DatasetDM's panoptic decoder on ShapesWorld, 64 px, from 100 labelled images.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-panoptic_shapesworld-64_100.py
#
#   python tools/test.py \
#       configs/datasetdm/datasetdm-panoptic_shapesworld-64_100.py \
#       work_dirs/datasetdm-panoptic_shapesworld-64_100/iter_1500.pth
#
# 14 minutes on a core. Panoptic quality on val, class names given: 56.6; of
# things 53.2.
_base_ = './datasetdm-instance_shapesworld-64_100.py'

thing_classes = _base_.thing_classes
stuff_classes = ('background', )
model = dict(
    metainfo=dict(stuff_classes=stuff_classes),
    decoders=dict(
        _delete_=True,
        panoptic=dict(
            type='mmflexgen.PDecoder',
            mask_stride=2,
            channels=96,
            feature_dropout=0.2,
            head=dict(
                type='mmflexgen.PanopticHead',
                transformer=dict(num_queries=32, num_layers=3, num_heads=4,
                                 ffn_channels=256),
                criterion=dict(num_points=1024)))))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadPanopticPNG')
]
train_pipeline = [*load, *_base_.instance_train_pipeline[2:]]
test_pipeline = [*load, *_base_.instance_test_pipeline[2:]]

_dataset = dict(
    type='CocoPanopticDataset',
    metainfo=dict(
        _delete_=True,
        classes=thing_classes + stuff_classes,
        thing_classes=thing_classes,
        stuff_classes=stuff_classes))
train_dataloader = dict(dataset=dict(
    **_dataset,
    ann_file='annotations/panoptic_labelled_100.json',
    data_prefix=dict(seg='annotations/panoptic_labelled_100'),
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_dataset,
    ann_file='annotations/panoptic_val.json',
    data_prefix=dict(seg='annotations/panoptic_val'),
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(
    _delete_=True, type='mmflexgen.PanopticQualityMetric',
    ann_file='data/shapesworld/annotations/panoptic_val.json',
    seg_prefix='data/shapesworld/annotations/panoptic_val')
test_evaluator = val_evaluator

synthesis = dict(exporters=[dict(
    type='mmflexgen.COCOPanopticExporter',
    img_suffix='.png',
    consumer=dict(type='mmdet.CocoPanopticDataset'))])
