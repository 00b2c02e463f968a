# ShapesWorld's mattes for models of saliency, at twice their 64 px: every
# object at least half as large as the largest, against the rest. 100 labelled
# images, and val.
_base_ = './shapesworld_semantic.py'

train_pipeline = [
    {{_base_.load_image}},
    dict(type='mmflexgen.LoadSaliency'),
    dict(type='RandomFlip', prob=0.5),
    # Before the enlargement, where it costs a quarter.
    dict(type='PhotoMetricDistortion'),
    # By the nearest pixel: doubled, the matte is exact.
    dict(type='Resize', scale={{_base_.crop_size}}, keep_ratio=True),
    dict(type='mmflexgen.PackSaliencyInputs')
]
# The metric reads the mattes themselves.
test_pipeline = [
    {{_base_.load_image}},
    dict(type='Resize', scale={{_base_.crop_size}}, keep_ratio=True),
    dict(type='PackSegInputs')
]
_dataset = dict(
    _delete_=True,
    type='mmflexgen.SaliencyDataset',
    data_root='data/shapesworld',
    data_prefix=dict(img_path='JPEGImages', seg_map_path='saliency'),
    img_suffix='.png')
train_dataloader = dict(dataset=dict(
    **_dataset,
    ann_file='ImageSets/Segmentation/labelled_100.txt',
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_dataset,
    ann_file='ImageSets/Segmentation/val.txt',
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='mmflexgen.SaliencyMetric')
test_evaluator = val_evaluator
