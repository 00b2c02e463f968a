# SegGen on ShapesWorld: 400 real images, ten samples of each by MaskSyn and
# ten by ImgSyn. Settings for `comparison` are `of_400`, with generators
# trained on the same 400 images, and `of_full`, on all 5,000.
comparison = dict(
    metric='mIoU',
    rows=('real', 'augmented'),
    seeds=(0, 1, 2),
    # The best on real only (first seed) serves all rows.
    lrs=(1e-3, 3e-3, 1e-2),
    p_aug=0.6)


def _settings(suffix, labels):
    """MaskSyn, ImgSyn and both."""
    return [
        dict(
            name=name,
            real=dict(ann_file='ImageSets/Segmentation/labelled_400.txt'),
            synthetic=[
                dict(data_root=f'data/shapesworld_{way}_{suffix}',
                     ann_file='ImageSets/Segmentation/train.txt')
                for way in ways
            ],
            generator_labels=labels,
            synthesize=' && '.join(
                'python tools/synthesize.py '
                f'configs/seggen/{way}_shapesworld-64_{suffix}.py --num 4000 '
                f'--out data/shapesworld_{way}_{suffix}' for way in ways))
        for name, ways in (('MaskSyn', ('masksyn', )), (
            'ImgSyn', ('imgsyn', )), ('both', ('masksyn', 'imgsyn')))
    ]


of_400 = _settings('400', 'labelled_400 (400 masks)')
of_full = _settings('full', 'train_full (5,000 masks)')
