# COCO panoptic at 768 px with captions and outlined colour maps, for SegGen.
data_root = 'data/coco'
size = (768, 768)
# 80 things, 53 stuff.
codec = dict(type='mmflexgen.ColourCodec', num_classes=133, num_things=80,
             edge=True, edge_width=2, classes='mmdet.CocoPanopticDataset')

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadPanopticPNG'),
    dict(type='Resize', scale=(1 << 20, 768), keep_ratio=True)
]
pack = dict(type='mmflexgen.PackColourMap', codec=codec)
dataset = dict(
    type='mmdet.CocoPanopticDataset',
    data_root=data_root,
    ann_file='annotations/panoptic_train2017.json',
    data_prefix=dict(
        img='train2017', seg='annotations/panoptic_train2017'))
# One square of every real image: the segments of ImgSyn.
square = dict(**dataset, pipeline=[
    *load, dict(type='mmflexgen.CentreCropObjects', crop_size=size), pack])
train_dataloader = dict(
    batch_size=4,
    num_workers=8,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        **dataset,
        pipeline=[
            *load,
            dict(type='mmflexgen.LoadCaption',
                 captions='data/coco/captions.jsonl'),
            dict(type='RandomCrop', crop_size=size, allow_negative_crop=True),
            dict(type='RandomFlip', prob=0.5),
            pack,
        ]))
