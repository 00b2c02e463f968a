# FreeGen's labels of PASCAL VOC: its 20 classes and the background.
_base_ = './freegen.py'

labels = dict(
    metainfo='mmseg.PascalVOCDataset',
    prompt_names=dict(
        diningtable='dining table',
        pottedplant='potted plant',
        tvmonitor='tv monitor'))
reader = dict(type='mmseg.PascalVOCDataset')
samples = reader
# What is written is checked by what will read it.
exporters = [dict(_base_.exporters[0], consumer=reader)]
load = [_base_.load[0], dict(_base_.load[1], num_classes=21), _base_.load[2]]
