# FlexDataset's saliency decoder (VAG Plan A, MINet) on ShapesWorld, 64 px,
# from the mattes and boxes of 100 images.
#
#   python tools/train.py \
#       configs/flexdataset/flexdataset-saliency_shapesworld-64_100.py
#   python tools/synthesize.py \
#       configs/flexdataset/flexdataset-saliency_shapesworld-64_100.py \
#       work_dirs/flexdataset-saliency_shapesworld-64_100/iter_1000.pth \
#       --num 2000 --out data/shapesworld_flexdataset-saliency_100
#
# after c2i_shapesworld-64_100.py. 10 minutes on a core. On val, boxes given,
# with mattes resized by the nearest pixel: MAE 0.038, Fbeta 0.928.
_base_ = [
    './flexdataset-semantic_shapesworld-64_100.py',
    '../_base_/datasets/shapesworld_saliency.py'
]

size = (64, 64)
model = dict(
    decoders=dict(
        _delete_=True,
        saliency=dict(
            type='mmflexgen.MINetDecoder',
            mask_stride=2,
            channels=64,
            dropout=0.2)))

train_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadSaliency', path_key='saliency_path'),
    _base_.train_boxes,
    dict(type='RandomResize', resize_type='mmflexgen.ResizeMatte',
         scale=size, ratio_range=(1.0, 1.25), keep_ratio=True),
    dict(type='mmflexgen.RandomCropBoxes', crop_size=size),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion', brightness_delta=16,
         contrast_range=(0.8, 1.2), saturation_range=(0.7, 1.3)),
    dict(type='mmflexgen.PackSaliencyInputs', meta_keys=_base_.meta_keys)
]
test_pipeline = [
    dict(type='mmflexgen.LoadCheckedImage'), _base_.val_boxes,
    dict(type='PackSegInputs', meta_keys=_base_.meta_keys)
]

train_dataloader = dict(dataset=dict(
    data_prefix=dict(saliency_path='saliency'), pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_base_.saliency_dataset, pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, **_base_.saliency_metric)
test_evaluator = val_evaluator

synthesis = dict(exporters=[_base_.saliency_exporter])
