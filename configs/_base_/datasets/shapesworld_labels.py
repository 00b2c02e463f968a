# ShapesWorld's images and label maps in mmseg's dataloaders: 100 labelled
# images to train on, and val. A config adds its pipelines.
dataset_type = 'mmflexgen.ShapesWorldDataset'
data_root = 'data/shapesworld'
dataset = dict(
    type=dataset_type,
    data_root=data_root,
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
train_dataloader = dict(
    batch_size=16,
    num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        **dataset, ann_file='ImageSets/Segmentation/labelled_100.txt'))
val_dataloader = dict(
    batch_size=50,
    num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(**dataset, ann_file='ImageSets/Segmentation/val.txt'))
test_dataloader = val_dataloader
