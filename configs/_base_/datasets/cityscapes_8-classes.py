# Cityscapes' labels in 8 classes (DatasetDM, table 10): the categories of its
# own benchmark, of which the first, "void" there, is a class here. Grouped
# are all 34 labels, also those that the 19 classes leave out, such as parking
# or guard rail: so the maps are the *_gtFine_labelIds.png that the dataset
# comes with. (Its 35th, the license plate, is drawn in no map.)
#
# Void is called 'background', the name that no prompt asks for.
coarse_groups = dict(
    background=['unlabeled', 'ego vehicle', 'rectification border',
                'out of roi', 'static', 'dynamic', 'ground'],
    road=['road', 'sidewalk', 'parking', 'rail track'],
    construction=['building', 'wall', 'fence', 'guard rail', 'bridge',
                  'tunnel'],
    object=['pole', 'polegroup', 'traffic light', 'traffic sign'],
    nature=['vegetation', 'terrain'],
    sky=['sky'],
    human=['person', 'rider'],
    vehicle=['car', 'truck', 'bus', 'caravan', 'trailer', 'train',
             'motorcycle', 'bicycle'])
coarse_metainfo = dict(
    classes=list(coarse_groups),
    palette=[[0, 0, 0], [128, 64, 128], [70, 70, 70], [153, 153, 153],
             [107, 142, 35], [70, 130, 180], [220, 20, 60], [0, 0, 142]])
# The groups stand in the order of the labels' ids, 0 to 33.
_labels = [name for group in coarse_groups.values() for name in group]
coarse_load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=len(_labels)),
    dict(type='mmflexgen.MergeClasses', classes=coarse_metainfo['classes'],
         groups=coarse_groups, metainfo=dict(classes=_labels))
]
# mmseg's class without classes of its own.
coarse_dataset = dict(
    type='BaseSegDataset',
    metainfo=coarse_metainfo,
    data_root='data/cityscapes',
    img_suffix='_leftImg8bit.png',
    seg_map_suffix='_gtFine_labelIds.png')
