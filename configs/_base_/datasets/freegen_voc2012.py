# What FreeGen labels, and how its samples are read:
# PASCAL VOC's 20 classes and the background.
labels = dict(
    metainfo='mmseg.PascalVOCDataset',
    prompt_names=dict(
        diningtable='dining table',
        pottedplant='potted plant',
        tvmonitor='tv monitor'))
reader = dict(type='mmseg.PascalVOCDataset')

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
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=21),
    dict(type='mmflexgen.LoadRequest')
]
pack = dict(
    type='PackSegInputs',
    meta_keys=('img_path', 'seg_map_path', 'ori_shape', 'img_shape', 'prompt',
               'prompt_classes'))
