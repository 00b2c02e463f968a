# FlexDataset's instance decoder (VAG Plan A, SEEM) on ShapesWorld, 64 px, from
# the masks of 100 images.
#
#   python tools/train.py \
#       configs/flexdataset/flexdataset-instance_shapesworld-64_100.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset-instance_shapesworld-64_100.py \
#       work_dirs/flexdataset-instance_shapesworld-64_100/iter_1000.pth \
#       --num 2000 --out data/shapesworld_flexdataset-instance_100
#
# after c2i_shapesworld-64_100.py. 11 minutes on a core. Mask AP on val, boxes
# given: 64.4.
_base_ = [
    './flexdataset-semantic_shapesworld-64_100.py',
    '../_base_/datasets/shapesworld_instances.py'
]
default_scope = 'mmdet'

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
    data_preprocessor=dict(_delete_=True, **_base_.instance_preprocessor))

train_dataloader = dict(dataset=dict(
    _delete_=True, **_base_.instance_dataset,
    ann_file='annotations/instances_labelled_100.json',
    pipeline=_base_.instance_train_pipeline))
val_dataloader = dict(dataset=dict(
    _delete_=True, **_base_.instance_val_dataset))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, **_base_.instance_metric)
test_evaluator = val_evaluator

synthesis = dict(exporters=[_base_.instance_exporter])
