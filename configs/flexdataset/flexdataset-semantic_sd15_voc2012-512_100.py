# FlexDataset's semantic decoder (VAG Plan A, SEEM 512 wide as released) on
# PASCAL VOC 2012 with Stable Diffusion 1.5, 512 px, from the label maps and
# boxes of 100 images. Compositions are of the 20 things of COCO's images that
# VOC knows.
#
#   (DatasetDM's list train_100:
#    ../datasetdm/datasetdm_sd15_voc2012-512_100.py)
#   python tools/train.py \
#       configs/flexdataset/c2i_sd15_coco-stuff-512_400.py
#   python tools/train.py \
#       configs/flexdataset/flexdataset-semantic_sd15_voc2012-512_100.py
#   tools/dist_synthesize.sh 8 \
#       configs/flexdataset/flexdataset-semantic_sd15_voc2012-512_100.py \
#       work_dirs/flexdataset-semantic_sd15_voc2012-512_100/iter_50000.pth \
#       --num 40000 --out data/voc2012_flexdataset-semantic_100
#
# Not run yet: neither the data nor the weights are at hand. The paper reports
# what a segmenter learns (table 4, Mask2Former R50): 65.5 mIoU from 40k
# samples alone, 43.4 from the 100 real images. 50,000 iterations are
# DatasetDM's.
_base_ = [
    './flexdataset_sd15_coco-512_400.py',
    '../_base_/datasets/voc2012_coco_names.py',
    '../_base_/schedules/decoders_sd15.py'
]
default_scope = 'mmseg'

size = (512, 512)
model = dict(
    metainfo=dict(classes=_base_.voc_classes, palette=_base_.voc_palette),
    prompt_names=_base_.coco_names,
    decoders=dict(semantic=dict(
        type='mmflexgen.SEEMDecoder',
        channels=512,
        pixel_channels=128,
        head=dict(
            type='mmflexgen.SemanticHead',
            transformer=dict(num_queries=100, num_layers=9)))),
    restrict_to_composition=True,
    data_preprocessor=dict(
        type='mmseg.SegDataPreProcessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        bgr_to_rgb=True,
        size=size,
        test_cfg=dict(size=size)))

# VOC's own boxes, under COCO's names.
load_boxes = dict(
    type='mmflexgen.LoadBoxes',
    rename=_base_.coco_names,
    layouts=dict(
        type='mmflexgen.DetLayouts',
        dataset=dict(
            type='mmdet.VOCDataset',
            data_root='data/VOCdevkit',
            ann_file='VOC2012/ImageSets/Segmentation/trainval.txt',
            data_prefix=dict(sub_data_root='VOC2012/'))))
meta_keys = ('img_path', 'seg_map_path', 'ori_shape', 'img_shape',
             'gt_bboxes', 'box_categories')
load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=21)
]
# DatasetDM's scaling and crop.
train_pipeline = [
    *load, load_boxes,
    dict(type='RandomResize', scale=(2048, 512), ratio_range=(0.5, 2.0),
         keep_ratio=True),
    dict(type='mmflexgen.RandomCropBoxes', crop_size=size,
         cat_max_ratio=0.75),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PackSegInputs', meta_keys=meta_keys)
]
test_pipeline = [
    load[0],
    load_boxes,
    dict(type='Resize', scale=size, keep_ratio=True),
    load[1],
    dict(type='PackSegInputs', meta_keys=meta_keys)
]

dataset = dict(
    type='PascalVOCDataset',
    data_root='data/VOCdevkit/VOC2012',
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
train_dataloader = dict(dataset=dict(
    **dataset,
    ann_file='ImageSets/Segmentation/train_100.txt',
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    **dataset,
    ann_file='ImageSets/Segmentation/val.txt',
    pipeline=test_pipeline))
test_dataloader = dict(
    **_base_.val_dataloader, dataset=val_dataloader['dataset'])
# The same figure as DatasetDM's 'given'.
val_evaluator = dict(type='mmflexgen.PresentClassIoU', prefix='given')
test_evaluator = val_evaluator
default_hooks = dict(checkpoint=dict(interval=5000))

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
