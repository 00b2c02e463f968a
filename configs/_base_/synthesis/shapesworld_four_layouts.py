# ShapesWorld's samples in four layouts: label maps as VOC has them, objects as
# COCO, depth as NYU, and mattes, which share their images with depth. A config
# takes them as its `exporters`.
four_layouts = [
    dict(type='mmflexgen.VOCExporter',
         img_suffix='.png',
         consumer=dict(type='mmflexgen.ShapesWorldDataset')),
    dict(type='mmflexgen.COCOInstanceExporter',
         img_suffix='.png',
         consumer=dict(type='mmdet.CocoDataset')),
    dict(type='mmflexgen.NYUDepthExporter', img_suffix='.png'),
    dict(type='mmflexgen.SaliencyExporter', img_suffix='.png')
]
