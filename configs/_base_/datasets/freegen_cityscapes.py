# What FreeGen labels, and how its samples are read:
# Cityscapes' humans and vehicles, by the words of
# the prompts. What learns from the samples merges them (MergeClasses):
#   human = person, rider; vehicle = car, truck, bus, train.
_metainfo = dict(
    classes=('background', 'person', 'rider', 'car', 'truck', 'bus', 'train'),
    palette=[[0, 0, 0], [220, 20, 60], [255, 0, 0], [0, 0, 142], [0, 0, 70],
             [0, 60, 100], [0, 80, 100]])
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
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=7),
    dict(type='mmflexgen.LoadRequest')
]
pack = dict(
    type='PackSegInputs',
    meta_keys=('img_path', 'seg_map_path', 'ori_shape', 'img_shape', 'prompt',
               'prompt_classes'))
