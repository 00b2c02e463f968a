# ADE20K at 768 px with captions and colour maps, for SegGen.
data_root = 'data/ade/ADEChallengeData2016'
captions = 'data/ade/captions.jsonl'  # tools/caption.py writes it
num_classes = 150
size = (768, 768)
codec = dict(type='mmflexgen.ColourCodec', num_classes=num_classes,
             classes='mmseg.ADE20KDataset')

# The short side becomes 768 px, however long the other one is.
load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=num_classes),
    dict(type='Resize', scale=(1 << 20, 768), keep_ratio=True)
]
pack = dict(type='mmflexgen.PackColourMap', codec=codec)
dataset = dict(
    type='mmseg.ADE20KDataset',
    data_root=data_root,
    data_prefix=dict(img_path='images/training',
                     seg_map_path='annotations/training'))
# One square of every real image: the labels of ImgSyn.
square = dict(**dataset, pipeline=[
    *load, dict(type='CenterCrop', crop_size=size), pack])
train_dataloader = dict(
    batch_size=4,
    num_workers=8,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        **dataset,
        pipeline=[
            *load,
            dict(type='mmflexgen.LoadCaption', captions=captions),
            dict(type='RandomCrop', crop_size=size),
            dict(type='RandomFlip', prob=0.5),
            pack,
        ]))
