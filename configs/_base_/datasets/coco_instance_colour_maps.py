# COCO's objects at 768 px with captions and outlined colour maps, for SegGen
# without panoptic labels. The names differ from those of
# coco_panoptic_colour_maps.py, so that a config can be based on both.
_size = (768, 768)
# mmdet's CocoDataset does not say which of its classes are things.
instance_metainfo = dict(
    thing_classes=(
        'person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train',
        'truck', 'boat', 'traffic light', 'fire hydrant', 'stop sign',
        'parking meter', 'bench', 'bird', 'cat', 'dog', 'horse', 'sheep',
        'cow', 'elephant', 'bear', 'zebra', 'giraffe', 'backpack', 'umbrella',
        'handbag', 'tie', 'suitcase', 'frisbee', 'skis', 'snowboard',
        'sports ball', 'kite', 'baseball bat', 'baseball glove',
        'skateboard', 'surfboard', 'tennis racket', 'bottle', 'wine glass',
        'cup', 'fork', 'knife', 'spoon', 'bowl', 'banana', 'apple',
        'sandwich', 'orange', 'broccoli', 'carrot', 'hot dog', 'pizza',
        'donut', 'cake', 'chair', 'couch', 'potted plant', 'bed',
        'dining table', 'toilet', 'tv', 'laptop', 'mouse', 'remote',
        'keyboard', 'cell phone', 'microwave', 'oven', 'toaster', 'sink',
        'refrigerator', 'book', 'clock', 'vase', 'scissors', 'teddy bear',
        'hair drier', 'toothbrush'),
    # What no object covers.
    stuff_classes=('background', ))
_num_things = 80
instance_codec = dict(type='mmflexgen.ColourCodec',
                      num_classes=_num_things + 1, num_things=_num_things,
                      edge=True, edge_width=2,
                      classes=(*instance_metainfo['thing_classes'],
                               *instance_metainfo['stuff_classes']))

_load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmdet.LoadAnnotations', with_bbox=True, with_mask=True),
    dict(type='mmflexgen.InstancesToPanoptic', background=_num_things),
    dict(type='mmdet.Resize', scale=(1 << 20, 768), keep_ratio=True)
]
_pack = dict(type='mmflexgen.PackColourMap', codec=instance_codec)
instance_dataset = dict(
    type='mmdet.CocoDataset',
    data_root='data/coco',
    ann_file='annotations/instances_train2017.json',
    data_prefix=dict(img='train2017'),
    # Without an object there is nothing to draw but background.
    filter_cfg=dict(filter_empty_gt=True))
# One square of every real image: the segments of ImgSyn.
instance_square = dict(**instance_dataset, pipeline=[
    *_load, dict(type='mmflexgen.CentreCropObjects', crop_size=_size), _pack])
instance_train = dict(
    **instance_dataset,
    pipeline=[
        *_load,
        dict(type='mmflexgen.LoadCaption',
             captions='data/coco/captions.jsonl'),
        dict(type='mmdet.RandomCrop', crop_size=_size,
             allow_negative_crop=True),
        dict(type='mmdet.RandomFlip', prob=0.5),
        _pack,
    ])
