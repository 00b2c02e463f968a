# What FreeGen labels, and how its samples are read:
# COCO's 80 classes and the background, as label maps.
_things = (
    'person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train',
    'truck', 'boat', 'traffic light', 'fire hydrant', 'stop sign',
    'parking meter', 'bench', 'bird', 'cat', 'dog', 'horse', 'sheep', 'cow',
    'elephant', 'bear', 'zebra', 'giraffe', 'backpack', 'umbrella',
    'handbag', 'tie', 'suitcase', 'frisbee', 'skis', 'snowboard',
    'sports ball', 'kite', 'baseball bat', 'baseball glove', 'skateboard',
    'surfboard', 'tennis racket', 'bottle', 'wine glass', 'cup', 'fork',
    'knife', 'spoon', 'bowl', 'banana', 'apple', 'sandwich', 'orange',
    'broccoli', 'carrot', 'hot dog', 'pizza', 'donut', 'cake', 'chair',
    'couch', 'potted plant', 'bed', 'dining table', 'toilet', 'tv', 'laptop',
    'mouse', 'remote', 'keyboard', 'cell phone', 'microwave', 'oven',
    'toaster', 'sink', 'refrigerator', 'book', 'clock', 'vase', 'scissors',
    'teddy bear', 'hair drier', 'toothbrush')
_metainfo = dict(
    classes=('background', *_things),
    # Steps of a prime, so that neighbours in the list look different.
    palette=[[0, 0, 0]] + [[37 * n % 256, 91 * n % 256, 173 * n % 256]
                           for n in range(1, 81)])
labels = dict(metainfo=_metainfo)
reader = dict(type='mmseg.BaseSegDataset', metainfo=_metainfo,
              img_suffix='.jpg', seg_map_suffix='.png')

# Its exporter, which is what reads them back.
exporters = [
    dict(type='mmflexgen.VOCExporter', img_suffix='.jpg', consumer=reader)
]
samples = dict(
    **reader,
    ann_file='ImageSets/Segmentation/train.txt',
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=81),
    dict(type='mmflexgen.LoadRequest')
]
pack = dict(
    type='PackSegInputs',
    meta_keys=('img_path', 'seg_map_path', 'ori_shape', 'img_shape', 'prompt',
               'prompt_classes'))
