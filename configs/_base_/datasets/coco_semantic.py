# COCO 2017 in 80 classes and the background, as label maps: those of
# COCO-Stuff, as mmseg's tools/dataset_converters/coco_stuff164k.py writes
# them, with all stuff as background. FreeGen's samples have the same classes.
_base_ = './freegen_coco.py'

_metainfo = _base_.labels.metainfo
coco_load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=171),
    dict(type='mmflexgen.MergeClasses',
         classes=_metainfo.classes,
         groups={name: [name] for name in _metainfo.classes[1:]},
         others='background',
         metainfo='mmseg.COCOStuffDataset')
]
_coco = dict(
    type='mmseg.BaseSegDataset',
    metainfo=_metainfo,
    data_root='data/coco_stuff164k',
    img_suffix='.jpg',
    seg_map_suffix='_labelTrainIds.png')
coco_train = dict(
    **_coco, ann_file='', data_prefix=dict(
        img_path='images/train2017', seg_map_path='annotations/train2017'))
coco_val = dict(
    **_coco, ann_file='', data_prefix=dict(
        img_path='images/val2017', seg_map_path='annotations/val2017'))
# The loading of the samples leaves the request out.
coco_samples = dict(**_base_.samples, data_root='data/coco_freegen_egd')
coco_load_samples = _base_.load[:2]
