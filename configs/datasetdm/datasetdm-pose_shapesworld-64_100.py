# DatasetDM's pose decoder on ShapesWorld, 64 px, from 100 labelled images.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-pose_shapesworld-64_100.py
#   python tools/test.py \
#       configs/datasetdm/datasetdm-pose_shapesworld-64_100.py \
#       work_dirs/datasetdm-pose_shapesworld-64_100/iter_1500.pth
#
# It is trained on the first 100 images with one figure, other shapes around
# it or not, and tested on the 85 of val.
#
# 12 minutes on a core. PCK@0.1 on val, no class names given: 92.8.
_base_ = './datasetdm_shapesworld-64_100.py'
default_scope = 'mmdet'

size = (64, 64)
model = dict(
    decoders=dict(
        _delete_=True,
        pose=dict(
            type='mmflexgen.PDecoder',
            mask_stride=2,
            channels=96,
            feature_dropout=0.2,
            head=dict(type='mmflexgen.PoseHead', person='figure'))),
    # Half of the time as in `predict`, which is told no names, half as in
    # `generate`, whose prompts name what they show.
    prompt_dropout=0.5,
    class_names='none',
    data_preprocessor=dict(
        _delete_=True,
        type='mmdet.DetDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True))

train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='RandomResize', scale=size, ratio_range=(1.0, 1.25),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size),
    dict(type='RandomFlip', prob=0.5),
    dict(type='Rotate', prob=0.5, max_mag=15.0),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='mmflexgen.PackPoseInputs')
]
test_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.PackPoseInputs', as_annotated=True,
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape'))
]

_dataset = dict(
    type='mmflexgen.CocoKeypointsDataset',
    data_root='data/shapesworld',
    data_prefix=dict(img='JPEGImages'),
    metainfo=dict(classes=(
        'disc', 'square', 'triangle', 'star', 'cross', 'ring', 'heart',
        'crescent', 'arrow', 'hourglass', 'mushroom', 'figure')),
    single_person=True)
train_dataloader = dict(dataset=dict(
    _delete_=True, **_dataset,
    ann_file='annotations/person_keypoints_train_full.json',
    indices=100,
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    _delete_=True, **_dataset,
    ann_file='annotations/person_keypoints_val.json',
    test_mode=True,
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(
    _delete_=True, type='mmflexgen.PCKMetric', threshold=0.1)
test_evaluator = val_evaluator

# One figure per image, and nothing else: so were the prompts in training.
synthesis = dict(
    source=dict(
        classes=['figure'],
        builder=dict(grammar=dict(start=[
            '{opening} {one_of_one} on {ground} under {sky}',
            '{opening} {tinted} on {ground}',
            '{opening} {coloured} under {sky}',
        ]))),
    exporters=[dict(
        type='mmflexgen.COCOInstanceExporter',
        img_suffix='.png',
        keypoint_class='figure',
        consumer=dict(type='mmdet.CocoDataset'))])
