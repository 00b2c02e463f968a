# The three classes by which DatasetDM's table 15 compares datasets. Rider and
# person of Cityscapes are one; ADE20K calls a motorbike "minibike". All else
# is background, except what a dataset leaves out itself.
shared_metainfo = dict(
    classes=['background', 'car', 'person', 'motorbike'],
    palette=[[0, 0, 0], [128, 128, 128], [192, 128, 128], [64, 128, 128]])
_image = dict(type='mmflexgen.LoadCheckedImage')
_labels = dict(type='mmflexgen.LoadCheckedAnnotations')
_merge = dict(type='mmflexgen.MergeClasses',
              classes=shared_metainfo['classes'], others='background')
shared_load = dict(
    voc2012=[
        _image, dict(_labels, num_classes=21),
        dict(_merge, metainfo='mmseg.PascalVOCDataset', groups=dict(
            car=['car'], person=['person'], motorbike=['motorbike']))
    ],
    cityscapes=[
        _image, dict(_labels, num_classes=19),
        dict(_merge, metainfo='mmseg.CityscapesDataset', groups=dict(
            car=['car'], person=['person', 'rider'],
            motorbike=['motorcycle']))
    ],
    ade20k=[
        _image, dict(_labels, num_classes=150),
        dict(_merge, metainfo='mmseg.ADE20KDataset', groups=dict(
            car=['car'], person=['person'], motorbike=['minibike']))
    ])

# Paths as keys of one dataset class, so that one setting can replace another.
_any = dict(type='BaseSegDataset', metainfo=shared_metainfo)
_voc2012 = dict(
    **_any,
    data_root='data/VOCdevkit/VOC2012',
    data_prefix=dict(img_path='JPEGImages', seg_map_path='SegmentationClass'),
    img_suffix='.jpg',
    seg_map_suffix='.png')
_cityscapes = dict(
    **_any,
    data_root='data/cityscapes',
    img_suffix='_leftImg8bit.png',
    seg_map_suffix='_gtFine_labelTrainIds.png')
shared_data = dict(
    voc2012_train=dict(
        **_voc2012, ann_file='ImageSets/Segmentation/train.txt'),
    voc2012_val=dict(**_voc2012, ann_file='ImageSets/Segmentation/val.txt'),
    voc2012_synthetic=dict(
        _voc2012, data_root='data/voc2012_synth_100',
        ann_file='ImageSets/Segmentation/train.txt'),
    cityscapes_train=dict(
        **_cityscapes, ann_file='', data_prefix=dict(
            img_path='leftImg8bit/train', seg_map_path='gtFine/train')),
    cityscapes_val=dict(
        **_cityscapes, ann_file='', data_prefix=dict(
            img_path='leftImg8bit/val', seg_map_path='gtFine/val')),
    ade20k_train=dict(
        **_any,
        data_root='data/ade/ADEChallengeData2016',
        data_prefix=dict(img_path='images/training',
                         seg_map_path='annotations/training'),
        ann_file='',
        img_suffix='.jpg',
        seg_map_suffix='.png',
        reduce_zero_label=True))
