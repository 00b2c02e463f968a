# Cityscapes as FreeGen's table 3 has it: human is person and rider, vehicle is
# car, truck, bus and train; the other 13 classes are background. Its samples
# name these six words and are merged alike.
_base_ = './freegen_cityscapes.py'

pair_metainfo = dict(
    classes=['background', 'human', 'vehicle'],
    palette=[[0, 0, 0], [220, 20, 60], [0, 0, 142]])
_merge = dict(
    type='mmflexgen.MergeClasses',
    classes=pair_metainfo['classes'],
    groups=dict(human=['person', 'rider'],
                vehicle=['car', 'truck', 'bus', 'train']),
    others='background')
pair_load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=19),
    dict(**_merge, metainfo='mmseg.CityscapesDataset')
]
# mmseg's class without classes of its own.
pair_dataset = dict(
    type='mmseg.BaseSegDataset',
    metainfo=pair_metainfo,
    data_root='data/cityscapes',
    img_suffix='_leftImg8bit.png',
    seg_map_suffix='_gtFine_labelTrainIds.png')
pair_samples = dict(
    _base_.samples,
    metainfo=pair_metainfo,
    data_root='data/cityscapes_freegen_egd')
pair_load_samples = [
    *_base_.load[:2],
    dict(**_merge, metainfo=_base_.labels.metainfo)
]
