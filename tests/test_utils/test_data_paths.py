"""A missing data folder is named, with the option that mends it."""

import pytest
from mmengine.config import Config

from mmflexgen.utils import InputError
from mmflexgen.utils.config import check_data_paths


def loader(dataset):
    return Config(dict(train_dataloader=dict(dataset=dataset)))


@pytest.mark.parametrize('wrap,place', [
    (lambda good, bad: bad, 'dataset'),
    (lambda good, bad: dict(type='ConcatDataset', datasets=[good, bad]),
     'dataset.datasets.1'),
    (lambda good, bad: dict(type='mmflexgen.MixedDataset', real=good,
                            synthetic=bad), 'dataset.synthetic'),
    (lambda good, bad: dict(type='RepeatDataset', dataset=dict(
        type='mmflexgen.MixedDataset', real=bad, synthetic=good)),
     'dataset.dataset.real')
])
def test_place_of_the_missing_folder(wrap, place, tmp_path):
    good = dict(type='CocoDataset', data_root=str(tmp_path))
    bad = dict(good, data_root=str(tmp_path / 'missing'))
    check_data_paths(loader(wrap(good, good)), 'train_dataloader')
    cfg = loader(wrap(good, bad))
    with pytest.raises(InputError, match=f'train_dataloader.{place}.data_root'
                       '=FOLDER'):
        check_data_paths(cfg, 'train_dataloader')
    # The option does mend it.
    cfg.merge_from_dict({
        f'train_dataloader.{place}.data_root': str(tmp_path)})
    check_data_paths(cfg, 'train_dataloader')
