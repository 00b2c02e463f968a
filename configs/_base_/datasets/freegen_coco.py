# FreeGen's labels of COCO: its 80 classes and the background, as label maps.
_base_ = './freegen.py'

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
samples = reader
# What is written is checked by what will read it.
exporters = [dict(_base_.exporters[0], consumer=reader)]
load = [_base_.load[0], dict(_base_.load[1], num_classes=81), _base_.load[2]]
