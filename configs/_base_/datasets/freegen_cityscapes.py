# FreeGen's labels of Cityscapes: humans and vehicles, by the words of the
# prompts. What learns from the samples merges them (MergeClasses):
#   human = person, rider; vehicle = car, truck, bus, train.
_base_ = './freegen.py'

_metainfo = dict(
    classes=('background', 'person', 'rider', 'car', 'truck', 'bus', 'train'),
    palette=[[0, 0, 0], [220, 20, 60], [255, 0, 0], [0, 0, 142], [0, 0, 70],
             [0, 60, 100], [0, 80, 100]])
labels = dict(metainfo=_metainfo)
reader = dict(type='mmseg.BaseSegDataset', metainfo=_metainfo,
              img_suffix='.jpg', seg_map_suffix='.png')
samples = reader
# What is written is checked by what will read it.
exporters = [dict(_base_.exporters[0], consumer=reader)]
load = [_base_.load[0], dict(_base_.load[1], num_classes=7), _base_.load[2]]
