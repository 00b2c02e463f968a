# FlexDataset with VAG Plan B for PASCAL VOC's classes: compositions of COCO's
# images without the 60 things that VOC does not know, labelled by
# transformers' Mask2Former of COCO's panoptic classes. No label of VOC is
# read.
#
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/plan-b_sd15_voc2012-512.py \
#       --num 40000 --out data/voc2012_flexdataset_plan-b
#
# Not run yet: it wants the trained generator, weights and GPUs.
_base_ = './flexdataset_sd15_coco-512_400.py'
default_scope = 'mmseg'

# COCO's names of VOC's classes.
_names = dict(
    aeroplane='airplane', diningtable='dining table', motorbike='motorcycle',
    pottedplant='potted plant', sofa='couch', tvmonitor='tv')
_classes = (
    'background', 'aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus',
    'car', 'cat', 'chair', 'cow', 'diningtable', 'dog', 'horse', 'motorbike',
    'person', 'pottedplant', 'sheep', 'sofa', 'train', 'tvmonitor')
_palette = (
    (0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0), (0, 0, 128),
    (128, 0, 128), (0, 128, 128), (128, 128, 128), (64, 0, 0), (192, 0, 0),
    (64, 128, 0), (192, 128, 0), (64, 0, 128), (192, 0, 128), (64, 128, 128),
    (192, 128, 128), (0, 64, 0), (128, 64, 0), (0, 192, 0), (128, 192, 0),
    (0, 64, 128))
_known = [_names.get(name, name) for name in _classes]
model = dict(
    _delete_=True,
    type='mmflexgen.Annotated',
    generator=dict(
        _base_.model,
        metainfo=dict(thing_classes=_base_.classes, classes=_classes,
                      palette=_palette)),
    annotators=[
        dict(
            type='mmflexgen.TransformersSegmentationAnnotator',
            # facebook/mask2former-swin-base-coco-panoptic
            pretrained='checkpoints/mask2former-swin-base-coco-panoptic',
            rename={
                **{coco: voc for voc, coco in _names.items()},
                '*': 'background'
            })
    ])
synthesis = dict(
    source=dict(composer=dict(layouts=dict(
        _base_.layouts,
        left_out=['other', *(name for name in _base_.classes[:80]
                             if name not in _known)],
        min_objects=1))),
    exporters=[
        dict(
            type='mmflexgen.VOCExporter',
            consumer=dict(type='mmseg.PascalVOCDataset'))
    ])
