# ShapesWorld's semantic labels for mmseg models, at twice their 64 px, so
# that a feature map of stride 4 has one cell per two pixels.
_base_ = './shapesworld_labels.py'

crop_size = (128, 128)
num_classes = 13
data_preprocessor = dict(
    type='SegDataPreProcessor',
    mean=[127.5, 127.5, 127.5],
    std=[63.75, 63.75, 63.75],
    bgr_to_rgb=True,
    pad_val=0,
    seg_pad_val=255,
    size=crop_size,
    test_cfg=dict(size_divisor=32))

# A damaged file, a label outside the classes, or a mask of another size than
# its image stops the run with the file's name.
load_image = dict(type='mmflexgen.LoadCheckedImage')
load_labels = dict(
    type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes)
train_pipeline = [
    load_image,
    load_labels,
    dict(type='RandomFlip', prob=0.5),
    # Before the enlargement, where it costs a quarter.
    dict(type='PhotoMetricDistortion'),
    dict(type='RandomResize', scale=crop_size, ratio_range=(0.75, 1.5),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=crop_size),
    dict(type='PackSegInputs')
]
test_pipeline = [
    load_image,
    dict(type='Resize', scale=crop_size, keep_ratio=True),
    # After Resize: predictions are compared at the labels' own size.
    load_labels,
    dict(type='PackSegInputs')
]

train_dataloader = dict(
    num_workers=1,
    persistent_workers=True,
    dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='IoUMetric', iou_metrics=['mIoU'])
test_evaluator = val_evaluator
