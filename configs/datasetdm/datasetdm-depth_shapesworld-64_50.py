# DatasetDM's depth decoder on ShapesWorld, 64 px, from 50 labelled images.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-depth_shapesworld-64_50.py
#   python tools/test.py \
#       configs/datasetdm/datasetdm-depth_shapesworld-64_50.py \
#       work_dirs/datasetdm-depth_shapesworld-64_50/iter_1500.pth
#
# The error of predicting each pixel's mean depth over the same 50 images:
#
#   python tools/analysis_tools/mean_depth_baseline.py \
#       configs/datasetdm/datasetdm-depth_shapesworld-64_50.py
#
# 15 minutes on a core, beside other work. abs_rel on val, no names given:
# 0.048; of the mean depth: 0.217.
_base_ = './datasetdm_shapesworld-64_100.py'

size = (64, 64)
model = dict(
    decoders=dict(
        _delete_=True,
        depth=dict(
            type='mmflexgen.PDecoder',
            mask_stride=2,
            channels=96,
            feature_dropout=0.2,
            # Its sky is 10 m away, and nothing is further.
            head=dict(type='mmflexgen.DepthHead', max_depth=10.0))),
    # Half of the time as in `predict`, which is told no names, half as in
    # `generate`, whose prompts name what they show.
    prompt_dropout=0.5,
    class_names='none',
    # What is padded has no known depth.
    data_preprocessor=dict(seg_pad_val=0))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    # For the names in the prompts; the decoder does not see the labels.
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13),
    dict(type='LoadDepthAnnotation', depth_rescale_factor=1e-3)
]
# No crop: enlarged to 64 px again, things would look nearer than they are.
train_pipeline = [
    *load,
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='PackSegInputs')
]
test_pipeline = [
    load[0], dict(type='LoadDepthAnnotation', depth_rescale_factor=1e-3),
    dict(type='PackSegInputs')
]

train_dataloader = dict(dataset=dict(
    data_prefix=dict(depth_map_path='depth'),
    indices=50,
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    data_prefix=dict(depth_map_path='depth'),
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='DepthMetric')
test_evaluator = val_evaluator

synthesis = dict(exporters=[dict(
    type='mmflexgen.NYUDepthExporter', img_suffix='.png')])
