# ShapesWorld's images with captions and colour maps, for SegGen.
data_root = 'data/shapesworld'
num_classes = 13
codec = dict(type='mmflexgen.ColourCodec', num_classes=num_classes,
             classes='mmflexgen.ShapesWorldDataset')

# A damaged file, a label outside the classes, or a mask of another size than
# its image stops the run with the file's name.
load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes)
]
pack = dict(type='mmflexgen.PackColourMap', codec=codec)
dataset = dict(
    type='mmflexgen.ShapesWorldDataset',
    data_root=data_root,
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
train_dataloader = dict(
    batch_size=16,
    num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        **dataset,
        ann_file='ImageSets/Segmentation/labelled_400.txt',
        pipeline=[
            *load,
            dict(type='mmflexgen.LoadCaption',
                 captions=f'{data_root}/annotations/'
                 'captions_labelled_400.json'),
            dict(type='RandomFlip', prob=0.5),
            pack,
        ]))
# What pictures during training show.
shown = dict(
    **dataset,
    ann_file='ImageSets/Segmentation/val.txt',
    pipeline=[
        *load,
        dict(type='mmflexgen.LoadCaption',
             captions=f'{data_root}/annotations/captions_val.json'),
        pack,
    ])
