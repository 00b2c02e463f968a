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
    '../_base_/synthesis/coco.py', '../_base_/datasets/coco_instances.py'
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

train_dataloader = dict(dataset={{_base_.instance_dataset}})
val_dataloader = dict(dataset={{_base_.instance_val_dataset}})
test_dataloader = dict(
    **_base_.val_dataloader, dataset={{_base_.instance_val_dataset}})
val_evaluator = {{_base_.instance_metric}}
test_evaluator = val_evaluator
default_hooks = dict(checkpoint=dict(interval=5000))

synthesis = dict(exporters=[{{_base_.instance_exporter}}])
