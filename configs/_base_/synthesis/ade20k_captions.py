# From ADE20K's real samples and their captions to samples in its layout.
synthesis = dict(
    source=dict(
        type='mmflexgen.RealSampleSource',
        dataset=dict(
            type='mmseg.ADE20KDataset',
            data_root='data/ade/ADEChallengeData2016',
            data_prefix=dict(img_path='images/training',
                             seg_map_path='annotations/training')),
        captions='data/ade/captions.jsonl'),
    filters=[dict(type='mmflexgen.BlankFilter')],
    exporters=[dict(
        type='mmflexgen.ADE20KExporter',
        img_suffix='.jpg',
        consumer=dict(type='mmseg.ADE20KDataset'))],
    batch_size=4,
    max_attempts=5)
