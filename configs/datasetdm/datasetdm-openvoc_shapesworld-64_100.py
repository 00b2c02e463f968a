# DatasetDM on ShapesWorld, 64 px, open vocabulary, zero-shot: the decoder is
# trained on 100 labelled images of the 9 seen classes and asked for all 12.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-openvoc_shapesworld-64_100.py
#   python tools/analysis_tools/zero_shot_baselines.py \
#       configs/datasetdm/datasetdm-openvoc_shapesworld-64_100.py \
#       work_dirs/datasetdm-openvoc_shapesworld-64_100/iter_1500.pth
#
# Not run yet. The second command prints seen, unseen and harmonic mIoU on
# val, of the decoder, of itself with the class names shuffled, and of
# thresholded cross-attention. The paper's figures are downstream ones, on
# VOC 15/5 (table 14).
_base_ = './datasetdm_shapesworld-64_100.py'

seen = ['disc', 'square', 'triangle', 'cross', 'ring', 'crescent', 'arrow',
        'hourglass', 'figure']
unseen = ['star', 'heart', 'mushroom']
size = (64, 64)
model = dict(
    decoders=dict(
        _delete_=True,
        open_vocabulary=dict(
            type='mmflexgen.PDecoder',
            mask_stride=2,
            channels=96,
            feature_dropout=0.2,
            head=dict(
                type='mmflexgen.OpenVocabularyHead',
                transformer=dict(num_queries=8, num_layers=3, num_heads=4,
                                 ffn_channels=256),
                criterion=dict(num_points=1024)))),
    # Without a name there is nothing to find.
    prompt_dropout=0.,
    class_names='given')

train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13),
    # train_seen.txt lists images without unseen classes; whatever list is
    # put in its place, their labels do not teach.
    dict(type='mmflexgen.IgnoreClasses', classes=unseen,
         metainfo='mmflexgen.ShapesWorldDataset'),
    dict(type='RandomResize', scale=size, ratio_range=(1.0, 1.5),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='PackSegInputs')
]
train_dataloader = dict(dataset=dict(
    ann_file='ImageSets/Segmentation/train_seen.txt',
    indices=100,
    pipeline=train_pipeline))
val_evaluator = dict(
    _delete_=True,
    type='mmflexgen.GroupedIoUMetric',
    groups=dict(seen=seen, unseen=unseen))
test_evaluator = val_evaluator
