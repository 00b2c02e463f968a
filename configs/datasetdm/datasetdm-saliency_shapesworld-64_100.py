# DatasetDM's saliency decoder on ShapesWorld, 64 px, from 100 labelled images.
#
#   python tools/train.py \
#       configs/datasetdm/datasetdm-saliency_shapesworld-64_100.py
#   python tools/test.py \
#       configs/datasetdm/datasetdm-saliency_shapesworld-64_100.py \
#       work_dirs/datasetdm-saliency_shapesworld-64_100/iter_1500.pth
#
# 14 minutes on a core, 31 on one without AVX-512. On val, no class names
# given: MSE 0.0212, MAE 0.034, Fbeta 0.942.
_base_ = [
    './datasetdm_shapesworld-64_100.py',
    '../_base_/datasets/shapesworld_saliency.py'
]

size = (64, 64)
model = dict(
    decoders=dict(
        _delete_=True,
        saliency=dict(
            type='mmflexgen.PDecoder',
            mask_stride=2,
            channels=96,
            feature_dropout=0.2,
            head=dict(type='mmflexgen.SaliencyHead'))),
    # Half of the time as in `predict`, which is told no names, half as in
    # `generate`, whose prompts name what they show.
    prompt_dropout=0.5,
    class_names='none')

train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    # For the names in the prompts; the decoder does not see the labels.
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=13),
    dict(type='mmflexgen.LoadSaliency', path_key='saliency_path'),
    dict(type='RandomResize', resize_type='mmflexgen.ResizeMatte',
         scale=size, ratio_range=(1.0, 1.25), keep_ratio=True),
    dict(type='RandomCrop', crop_size=size),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='mmflexgen.PackSaliencyInputs')
]
test_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='PackSegInputs')
]

train_dataloader = dict(dataset=dict(
    data_prefix=dict(saliency_path='saliency'),
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_base_.saliency_dataset, pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, **_base_.saliency_metric)
test_evaluator = val_evaluator

synthesis = dict(exporters=[_base_.saliency_exporter])
