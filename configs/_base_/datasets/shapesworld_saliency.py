# ShapesWorld's mattes for saliency decoders. These are parts: a config that is
# based on another decoder's puts them in the place of its labels.
saliency_dataset = dict(
    type='mmflexgen.SaliencyDataset',
    data_root='data/shapesworld',
    data_prefix=dict(img_path='JPEGImages', seg_map_path='saliency'),
    img_suffix='.png')
# It reads the mattes themselves.
saliency_metric = dict(
    type='mmflexgen.SaliencyMetric', logits_key='pred_saliency')
saliency_exporter = dict(
    type='mmflexgen.SaliencyExporter', img_suffix='.png')
