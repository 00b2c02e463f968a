# How FreeGen's samples are read, whatever they show: in VOC's layout, each
# with the prompt and the classes that it was drawn from. The file of a dataset
# adds its labels, their reader and how many there are.
exporters = [dict(type='mmflexgen.VOCExporter', img_suffix='.jpg')]
samples = dict(
    ann_file='ImageSets/Segmentation/train.txt',
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations'),
    dict(type='mmflexgen.LoadRequest')
]
pack = dict(
    type='PackSegInputs',
    meta_keys=('img_path', 'seg_map_path', 'ori_shape', 'img_shape', 'prompt',
               'prompt_classes'))
