# ShapesWorld's images with captions and outlined colour maps, for SegGen with
# panoptic and instance labels. The names differ from those of
# shapesworld_colour_maps.py, so that a config can be based on both.
_root = 'data/shapesworld'
panoptic_metainfo = dict(
    thing_classes=('disc', 'square', 'triangle', 'star', 'cross', 'ring',
                   'heart', 'crescent', 'arrow', 'hourglass', 'mushroom',
                   'figure'),
    stuff_classes=('background', ))
_classes = (panoptic_metainfo['thing_classes']
            + panoptic_metainfo['stuff_classes'])
panoptic_codec = dict(type='mmflexgen.ColourCodec', num_classes=13,
                      edge=True, num_things=12, classes=_classes)

_load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadPanopticPNG')
]
_pack = dict(type='mmflexgen.PackColourMap', codec=panoptic_codec)
_dataset = dict(
    type='mmdet.CocoPanopticDataset',
    data_root=_root,
    metainfo=dict(**panoptic_metainfo, classes=_classes))
_400 = dict(
    **_dataset,
    ann_file='annotations/panoptic_labelled_400.json',
    data_prefix=dict(img='JPEGImages',
                     seg='annotations/panoptic_labelled_400'))
panoptic_train = dict(
    **_400,
    pipeline=[
        *_load,
        dict(type='mmflexgen.LoadCaption',
             captions=f'{_root}/annotations/captions_labelled_400.json'),
        dict(type='mmdet.RandomFlip', prob=0.5),
        _pack,
    ])
# The segments of ImgSyn.
panoptic_real = dict(**_400, pipeline=[*_load, _pack])
# What pictures during training show.
panoptic_shown = dict(
    **_dataset,
    ann_file='annotations/panoptic_val.json',
    data_prefix=dict(img='JPEGImages', seg='annotations/panoptic_val'),
    pipeline=[
        *_load,
        dict(type='mmflexgen.LoadCaption',
             captions=f'{_root}/annotations/captions_val.json'),
        _pack,
    ])
