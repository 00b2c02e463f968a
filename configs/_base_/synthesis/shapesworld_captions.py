# From the 400 labelled images of ShapesWorld and their captions to samples in
# its own layout. The oracle's judgement is recorded and rejects nothing: it
# has seen all 5,000 labels.
_root = 'data/shapesworld'
real = dict(
    type='mmflexgen.ShapesWorldDataset',
    data_root=_root,
    ann_file='ImageSets/Segmentation/labelled_400.txt',
    data_prefix=dict(img_path='JPEGImages',
                     seg_map_path='SegmentationClass'))
synthesis = dict(
    source=dict(
        type='mmflexgen.RealSampleSource',
        dataset=real,
        captions=f'{_root}/annotations/captions_labelled_400.json'),
    filters=[
        dict(type='mmflexgen.BlankFilter'),
        dict(type='mmflexgen.AlignmentFilter',
             config='configs/downstream/shapesworld_oracle.py',
             checkpoint='checkpoints/shapesworld_oracle/oracle.pth')
    ],
    exporters=[dict(
        type='mmflexgen.VOCExporter',
        img_suffix='.png',
        consumer=dict(type='mmflexgen.ShapesWorldDataset'))],
    batch_size=16,
    max_attempts=5)
