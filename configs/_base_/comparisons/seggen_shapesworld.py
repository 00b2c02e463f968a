# SegGen on ShapesWorld: 400 real images, ten samples of each by MaskSyn and
# ten by ImgSyn. Settings for `comparison` are `of_400`, with generators
# trained on the same 400 images, and `of_full`, on all 5,000; of both, all
# samples and the half that is left after configs/sifting/
# seggen_shapesworld_400.py.
comparison = dict(
    metric='mIoU',
    rows=('real', 'augmented'),
    seeds=(0, 1, 2),
    # The best on real only (first seed) serves all rows.
    lrs=(1e-3, 3e-3, 1e-2),
    p_aug=0.6)


def _samples(way, suffix, sifted):
    """Folder of one way's samples, and the commands that make it."""
    folder = f'data/shapesworld_{way}_{suffix}'
    command = ('python tools/synthesize.py '
               f'configs/seggen/{way}_shapesworld-64_{suffix}.py --num 4000 '
               f'--out {folder}')
    if not sifted:
        return folder, command
    return f'{folder}_sifted', (
        f'{command} && python tools/dataset_converters/synthetic.py '
        f'{folder} {folder}_sifted '
        '--config configs/sifting/seggen_shapesworld_400.py')


def _settings(suffix, labels):
    """MaskSyn, ImgSyn and both; all samples, and what sifting leaves."""
    settings = []
    for sifted in (False, True):
        for name, ways in (('MaskSyn', ('masksyn', )),
                           ('ImgSyn', ('imgsyn', )),
                           ('both', ('masksyn', 'imgsyn'))):
            made = [_samples(way, suffix, sifted) for way in ways]
            settings.append(dict(
                name=f'{name} sifted' if sifted else name,
                real=dict(ann_file='ImageSets/Segmentation/labelled_400.txt'),
                synthetic=[
                    dict(data_root=folder,
                         ann_file='ImageSets/Segmentation/train.txt')
                    for folder, _ in made],
                generator_labels=labels,
                synthesize=' && '.join(command for _, command in made)))
    return settings


of_400 = _settings('400', 'labelled_400 (400 masks)')
of_full = _settings('full', 'train_full (5,000 masks)')
