# FlexDataset's instance decoder (VAG Plan A, SEEM 512 wide as released) on
# COCO with Stable Diffusion 1.5, 512 px, from 400 labelled images.
#
#   python tools/dataset_converters/coco_subset.py \
#       data/coco/annotations/instances_train2017.json --per-class 5 \
#       --out data/coco/annotations/instances_train2017_400.json
#   python tools/train.py \
#       configs/flexdataset/c2i_sd15_coco-stuff-512_400.py
#   python tools/train.py \
#       configs/flexdataset/flexdataset-instance_sd15_coco-512_400.py
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/flexdataset-instance_sd15_coco-512_400.py \
#       work_dirs/flexdataset-instance_sd15_coco-512_400/iter_50000.pth \
#       --num 80000 --out data/coco_flexdataset-instance_400
#
# Not run yet: neither the data nor the weights are at hand. The paper reports
# what a segmenter learns (table 3, Mask2Former R50): 17.7 AP from 80k samples
# alone, 4.4 from the 400 real images. It does not say how long decoders are
# tuned; 50,000 iterations are DatasetDM's.
_base_ = [
    './flexdataset_sd15_coco-512_400.py',
    '../_base_/schedules/decoders_sd15.py'
]

size = (512, 512)
# The 80 things come first.
thing_classes = _base_.classes[:80]
model = dict(
    metainfo=dict(
        thing_classes=thing_classes, stuff_classes=_base_.classes[80:]),
    decoders=dict(instance=dict(
        type='mmflexgen.SEEMDecoder',
        channels=512,
        pixel_channels=128,
        head=dict(
            type='mmflexgen.InstanceHead',
            transformer=dict(num_queries=100, num_layers=9)))),
    data_preprocessor=dict(
        type='mmdet.DetDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        pad_mask=True,
        # All images become squares of this side.
        pad_size_divisor=512))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadAnnotations', with_bbox=True, with_mask=True,
         poly2mask=True)
]
train_pipeline = [
    *load,
    dict(type='RandomResize', scale=(2048, 512), ratio_range=(0.5, 2.0),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size=size, recompute_bbox=True,
         allow_negative_crop=True),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackDetInputs')
]
test_pipeline = [
    load[0],
    # Before Resize, which moves the boxes that the composition is made of.
    dict(type='LoadAnnotations', with_bbox=True),
    dict(type='Resize', scale=size, keep_ratio=True),
    dict(type='PackDetInputs',
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape'))
]

_dataset = dict(type='CocoDataset', data_root='data/coco')
_val_file = 'annotations/instances_val2017.json'
train_dataloader = dict(dataset=dict(
    **_dataset,
    data_prefix=dict(img='train2017'),
    ann_file='annotations/instances_train2017_400.json',
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **_dataset,
    data_prefix=dict(img='val2017'),
    ann_file=_val_file,
    test_mode=True,
    pipeline=test_pipeline))
test_dataloader = dict(
    **_base_.val_dataloader, dataset=val_dataloader['dataset'])
val_evaluator = dict(
    type='CocoMetric', metric='segm', ann_file='data/coco/' + _val_file)
test_evaluator = val_evaluator

default_hooks = dict(checkpoint=dict(interval=5000))

synthesis = dict(
    exporters=[dict(
        type='mmflexgen.COCOInstanceExporter',
        # COCO's own ids; these ten it does not use.
        category_ids=[
            number for number in range(1, 91)
            if number not in (12, 26, 29, 30, 45, 66, 68, 69, 71, 83)],
        consumer=dict(type='mmdet.CocoDataset'))])
