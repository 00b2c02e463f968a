# FlexDataset's depth decoder (VAG Plan A, Depth-Anything) on ShapesWorld,
# 64 px, from the depth maps and boxes of 100 images.
#
#   python tools/train.py \
#       configs/flexdataset/flexdataset-depth_shapesworld-64_100.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset-depth_shapesworld-64_100.py \
#       work_dirs/flexdataset-depth_shapesworld-64_100/iter_1000.pth \
#       --num 2000 --out data/shapesworld_flexdataset-depth_100
#
# after c2i_shapesworld-64_100.py. 8 minutes on a core. Absolute relative error
# on val, boxes given: 0.044.
_base_ = './flexdataset-semantic_shapesworld-64_100.py'

model = dict(
    decoders=dict(
        _delete_=True,
        depth=dict(
            type='mmflexgen.DepthAnythingDecoder',
            sizes=dict(neck_hidden_sizes=[32, 48, 64, 96],
                       fusion_hidden_size=64, head_hidden_size=32),
            dropout=0.2,
            # Its sky is 10 m away, and nothing is further.
            max_depth=10.0)),
    # What is padded has no known depth.
    data_preprocessor=dict(seg_pad_val=0))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadDepthAnnotation', depth_rescale_factor=1e-3)
]
# No crop: enlarged to 64 px again, things would look nearer than they are.
train_pipeline = [
    *load, _base_.train_boxes,
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='PackSegInputs', meta_keys=_base_.meta_keys)
]
test_pipeline = [
    *load, _base_.val_boxes,
    dict(type='PackSegInputs', meta_keys=_base_.meta_keys)
]

train_dataloader = dict(dataset=dict(
    data_prefix=dict(depth_map_path='depth'), pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    data_prefix=dict(depth_map_path='depth'), pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='DepthMetric')
test_evaluator = val_evaluator

synthesis = dict(exporters=[dict(
    type='mmflexgen.NYUDepthExporter', img_suffix='.png')])
