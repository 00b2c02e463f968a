# What coco.txt holds, and how a language model would write another one.
_base_ = '../_base_/prompt_writer.py'

prompt_list = dict(
    classes=[
        'person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train',
        'truck', 'boat', 'traffic light', 'fire hydrant', 'stop sign',
        'parking meter', 'bench', 'bird', 'cat', 'dog', 'horse', 'sheep',
        'cow', 'elephant', 'bear', 'zebra', 'giraffe', 'backpack', 'umbrella',
        'handbag', 'tie', 'suitcase', 'frisbee', 'skis', 'snowboard',
        'sports ball', 'kite', 'baseball bat', 'baseball glove', 'skateboard',
        'surfboard', 'tennis racket', 'bottle', 'wine glass', 'cup', 'fork',
        'knife', 'spoon', 'bowl', 'banana', 'apple', 'sandwich', 'orange',
        'broccoli', 'carrot', 'hot dog', 'pizza', 'donut', 'cake', 'chair',
        'couch', 'potted plant', 'bed', 'dining table', 'toilet', 'tv',
        'laptop', 'mouse', 'remote', 'keyboard', 'cell phone', 'microwave',
        'oven', 'toaster', 'sink', 'refrigerator', 'book', 'clock', 'vase',
        'scissors', 'teddy bear', 'hair drier', 'toothbrush'
    ],
    per_class=100,
    total=8000,
    max_words=20)
guide = (
    'Write {count} captions of different everyday photographs for the COCO '
    'dataset. Each shows one {name} clearly and uses the words "{name}"; '
    'other objects that belong to the scene may be there. Vary its kind and '
    'colour, what happens, the place and the light. About fifteen words '
    'each, plain descriptions, one caption a line and nothing else.')
