# From the 400 labelled images of ShapesWorld and their captions to panoptic
# and instance labels in COCO's layout.
synthesis = dict(
    source=dict(
        type='mmflexgen.RealSampleSource',
        dataset=dict(
            type='mmflexgen.ShapesWorldDataset',
            data_root='data/shapesworld',
            ann_file='ImageSets/Segmentation/labelled_400.txt'),
        captions='data/shapesworld/annotations/captions_labelled_400.json'),
    filters=[dict(type='mmflexgen.BlankFilter')],
    exporters=[
        dict(type='mmflexgen.COCOPanopticExporter',
             img_suffix='.png',
             consumer=dict(type='mmdet.CocoPanopticDataset')),
        dict(type='mmflexgen.COCOInstanceExporter',
             img_suffix='.png',
             consumer=dict(type='mmdet.CocoDataset'))
    ],
    batch_size=16,
    max_attempts=5)
