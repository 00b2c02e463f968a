# What cityscapes.txt holds, and how a language model would write another one.
_base_ = '../_base_/prompt_writer.py'

prompt_list = dict(
    classes=[
        'road', 'sidewalk', 'building', 'wall', 'fence', 'pole',
        'traffic light', 'traffic sign', 'vegetation', 'terrain', 'sky',
        'person', 'rider', 'car', 'truck', 'bus', 'train', 'motorcycle',
        'bicycle'
    ],
    per_class=20,
    total=200,
    min_classes=3,
    max_words=20)
guide = (
    'Write {count} captions of different photographs of urban driving scenes '
    'for the Cityscapes dataset, seen from a car in a German city. Each uses '
    'the word "{name}" and at least two of these: road, sidewalk, building, '
    'wall, fence, pole, traffic light, traffic sign, vegetation, terrain, '
    'sky, person, rider, car, truck, bus, train, motorcycle, bicycle. Vary '
    'the kind of street, the weather and the traffic. About fifteen '
    'words each, one caption a line and nothing else.')
