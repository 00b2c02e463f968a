# The student's network on ShapesWorld's saliency, from 400 labelled images:
# the perception model that labels saliency in VAG Plan B.
#
#   python tools/train.py configs/downstream/fpn_r18_shapesworld_saliency.py
#
# Not run yet; 5 minutes on a core.
_base_ = './fpn_r18_shapesworld.py'

model = dict(decode_head=dict(num_classes=2))
_dataset = dict(
    _delete_=True,
    type='mmflexgen.SaliencyDataset',
    data_root='data/shapesworld',
    data_prefix=dict(img_path='JPEGImages', seg_map_path='saliency'),
    img_suffix='.png')
train_pipeline = [
    step if step.type != 'mmflexgen.LoadCheckedAnnotations' else dict(
        type='LoadAnnotations') for step in _base_.train_pipeline
]
# The metric reads the mattes themselves.
test_pipeline = [
    step for step in _base_.test_pipeline
    if step.type != 'mmflexgen.LoadCheckedAnnotations'
]
train_dataloader = dict(dataset=dict(
    **_dataset,
    ann_file='ImageSets/Segmentation/labelled_400.txt',
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_dataset,
    ann_file='ImageSets/Segmentation/val.txt',
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='mmflexgen.SaliencyMetric')
test_evaluator = val_evaluator
