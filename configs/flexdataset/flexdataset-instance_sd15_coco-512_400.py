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
    '../_base_/schedules/decoders_sd15.py',
    '../_base_/datasets/coco_instances.py'
]

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

train_dataloader = dict(dataset={{_base_.instance_dataset}})
val_dataloader = dict(dataset={{_base_.instance_val_dataset}})
test_dataloader = dict(
    **_base_.val_dataloader, dataset={{_base_.instance_val_dataset}})
val_evaluator = {{_base_.instance_metric}}
test_evaluator = val_evaluator
default_hooks = dict(checkpoint=dict(interval=5000))

# Things alone, as in the compositions that the decoder learns from.
synthesis = dict(
    source=dict(composer=dict(layouts=dict(
        ann_files=['annotations/instances_train2017.json']))),
    exporters=[{{_base_.instance_exporter}}])
