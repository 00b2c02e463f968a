# FlexDataset with VAG Plan B for PASCAL VOC's classes: compositions of the
# 20 things of COCO's images that VOC knows, labelled by transformers'
# Mask2Former of COCO's panoptic classes. No label of VOC is read.
#
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/plan-b_sd15_voc2012-512.py \
#       --num 40000 --out data/voc2012_flexdataset_plan-b
#
# Not run yet: it wants the trained generator, weights and GPUs.
_base_ = [
    './flexdataset_sd15_coco-512_400.py',
    '../_base_/datasets/voc2012_coco_names.py'
]
default_scope = 'mmseg'

model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=dict(
        _base_.model,
        metainfo=dict(
            thing_classes=_base_.classes, classes=_base_.voc_classes,
            palette=_base_.voc_palette)),
    annotators=[
        dict(
            type='mmflexgen.TransformersSegmentationAnnotator',
            # facebook/mask2former-swin-base-coco-panoptic
            pretrained='checkpoints/mask2former-swin-base-coco-panoptic',
            rename={
                **{coco: voc for voc, coco in _base_.coco_names.items()},
                '*': 'background'
            })
    ])
synthesis = dict(
    source=dict(composer=dict(layouts=dict(
        _base_.layouts,
        # VOC has things alone: stuff would be half of what is asked for.
        ann_files=['annotations/instances_train2017.json'],
        left_out=[name for name in _base_.classes[:80]
                  if name not in _base_.voc_classes_of_coco],
        min_objects=1))),
    exporters=[
        dict(
            type='mmflexgen.VOCExporter',
            consumer=dict(type='mmseg.PascalVOCDataset'))
    ])
