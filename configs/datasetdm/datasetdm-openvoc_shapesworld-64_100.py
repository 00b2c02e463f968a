# DatasetDM on ShapesWorld, 64 px, open vocabulary, zero-shot: the decoder is
# trained on 100 labelled images of the 9 seen classes and asked for all 12.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-openvoc_shapesworld-64_100.py
#   python tools/analysis_tools/zero_shot_baselines.py \
#       configs/datasetdm/datasetdm-openvoc_shapesworld-64_100.py \
#       work_dirs/datasetdm-openvoc_shapesworld-64_100/iter_1500.pth
#
# 15 minutes on a core. The second command prints mIoU on val:
#
#                      seen   unseen   harmonic
#   decoder            63.8   55.3     59.2
#   names shuffled     40.3   37.9     39.0
#   cross-attention    37.5   38.7     38.1
#
# The paper's figures are downstream ones, on VOC 15/5 (table 14).
_base_ = [
    './datasetdm-named_shapesworld-64_100.py',
    '../_base_/datasets/shapesworld_groups.py'
]

size = (64, 64)
model = dict(decoders=dict(open_vocabulary=dict(
    head=dict(transformer=dict(num_queries=8)))))

train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13),
    # train_seen.txt lists images without unseen classes; whatever list is
    # put in its place, their labels do not teach.
    dict(type='mmflexgen.IgnoreClasses', classes={{_base_.unseen}},
         metainfo='mmflexgen.ShapesWorldDataset'),
    dict(type='RandomResize', scale=size, ratio_range=(1.0, 1.5),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='PackSegInputs')
]
max_iters = 1500
param_scheduler = [
    dict(type='LinearLR', start_factor=0.01, by_epoch=False, end=50),
    dict(type='PolyLR', power=0.9, by_epoch=False, begin=50, end=max_iters)
]
train_cfg = dict(max_iters=max_iters, val_interval=max_iters)
train_dataloader = dict(dataset=dict(
    ann_file='ImageSets/Segmentation/train_seen.txt',
    indices=100,
    pipeline=train_pipeline))
val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(seen={{_base_.seen}}, unseen={{_base_.unseen}}))
test_evaluator = val_evaluator
