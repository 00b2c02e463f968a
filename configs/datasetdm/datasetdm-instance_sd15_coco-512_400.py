# DatasetDM's instance decoder on COCO with Stable Diffusion 1.5, 512 px, from
# 400 labelled images, five for each class. The list, the training and the
# samples:
#
#   python tools/dataset_converters/coco_subset.py \
#       data/coco/annotations/instances_train2017.json --per-class 5 \
#       --out data/coco/annotations/instances_train2017_400.json
#   python tools/train.py \
#       configs/datasetdm/datasetdm-instance_sd15_coco-512_400.py
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm-instance_sd15_coco-512_400.py \
#       work_dirs/datasetdm-instance_sd15_coco-512_400/iter_50000.pth \
#       --num 80000 --out data/coco_synth_400
#
# Objects keep their classes. The paper's table 2 has one class for all:
#   --cfg-options model.decoders.instance.head.class_agnostic=True
#
# Not run: COCO and the weights are not at hand. The paper reports what a
# segmenter learns (table 2, Mask2Former R50, one class): 12.2 AP from 80k
# samples alone, 4.4 from the 400 real images.
_base_ = [
    '../_base_/default_runtime.py', '../_base_/models/datasetdm_sd15_coco.py',
    '../_base_/synthesis/coco.py'
]
default_scope = 'mmdet'

model = dict(
    # mmdet's CocoDataset does not say which of its classes are things.
    metainfo=dict(
        thing_classes=(
            'person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus',
            'train', 'truck', 'boat', 'traffic light', 'fire hydrant',
            'stop sign', 'parking meter', 'bench', 'bird', 'cat', 'dog',
            'horse', 'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe',
            'backpack', 'umbrella', 'handbag', 'tie', 'suitcase', 'frisbee',
            'skis', 'snowboard', 'sports ball', 'kite', 'baseball bat',
            'baseball glove', 'skateboard', 'surfboard', 'tennis racket',
            'bottle', 'wine glass', 'cup', 'fork', 'knife', 'spoon', 'bowl',
            'banana', 'apple', 'sandwich', 'orange', 'broccoli', 'carrot',
            'hot dog', 'pizza', 'donut', 'cake', 'chair', 'couch',
            'potted plant', 'bed', 'dining table', 'toilet', 'tv', 'laptop',
            'mouse', 'remote', 'keyboard', 'cell phone', 'microwave', 'oven',
            'toaster', 'sink', 'refrigerator', 'book', 'clock', 'vase',
            'scissors', 'teddy bear', 'hair drier', 'toothbrush')),
    decoders=dict(instance=dict(
        type='mmflexgen.PDecoder',
        head=dict(type='mmflexgen.InstanceHead'))),
    data_preprocessor=dict(pad_mask=True))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadAnnotations', with_bbox=True, with_mask=True,
         poly2mask=True)
]
# Appendix A.3: random scaling and a crop of 512 px.
train_pipeline = [
    *load,
    dict(type='RandomResize', scale=(2048, 512), ratio_range=(0.5, 2.0),
         keep_ratio=True),
    dict(type='RandomCrop', crop_size={{_base_.size}}, recompute_bbox=True,
         allow_negative_crop=True),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackDetInputs')
]
test_pipeline = [
    load[0],
    dict(type='Resize', scale={{_base_.size}}, keep_ratio=True),
    # For the names in the prompts.
    dict(type='LoadAnnotations', with_bbox=True),
    dict(type='PackDetInputs',
         meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape'))
]

_dataset = dict(type='CocoDataset', data_root='data/coco')
_val_file = 'annotations/instances_val2017.json'
train_dataloader = dict(dataset=dict(
    **_dataset,
    data_prefix=dict(img='train2017'),
    # The paper does not say which 400.
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
    type='CocoMetric', metric='segm',
    ann_file='data/coco/' + _val_file)
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
