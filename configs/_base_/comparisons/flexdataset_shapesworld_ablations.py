# FlexDataset's ablations in small: `of_categories` and `of_offset` are
# settings for `comparison`, 2,000 samples of Plan A for each value of one
# option.
_decoder = 'flexdataset-semantic_shapesworld-64_100'


def _settings(short, option, title, values):
    """A setting for each value of an option of the synthesis."""
    settings = []
    for value in values:
        folder = f'data/shapesworld_flexdataset_{short}_{value}'
        settings.append(dict(
            name=title.format(value),
            real=dict(ann_file='ImageSets/Segmentation/labelled_100.txt'),
            synthetic=dict(data_root=folder,
                           ann_file='ImageSets/Segmentation/train.txt'),
            generator_labels='labelled_100; boxes of 20,000 images',
            synthesize='python tools/synthesize.py '
            f'configs/flexdataset/{_decoder}.py '
            f'work_dirs/{_decoder}/iter_1000.pth --num 2000 --out {folder} '
            f'--cfg-options synthesis.source.{option}={value}'))
    return settings


of_categories = _settings('categories', 'composer.multi_category_share',
                          '{:.0%} of several categories',
                          (0.0, 0.25, 0.5, 0.75, 1.0))
of_offset = _settings('offset', 'offset', 'boxes moved by {:.0%}',
                      (0.0, 0.05, 0.1, 0.2, 0.4))
