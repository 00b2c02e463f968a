"""Real samples make way for synthetic ones, at the rate asked for."""

import json
import logging
from collections import Counter
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from mmdet.engine.hooks import PipelineSwitchHook
from mmengine.dataset import ConcatDataset, worker_init_fn
from mmengine.registry import DATASETS as ROOT_DATASETS
from numbered import Numbered
from torch.utils.data import DataLoader

from mmflexgen.datasets import MixedDataset, process_random
from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError

REAL, PER_REAL = 20, 5


@pytest.fixture
def synthetic_root(tmp_path):
    """A manifest: the real images 0 to 19 have five samples each."""
    (tmp_path / 'manifest').mkdir()
    lines = [dict(id=index, files={'VOC/image': f'img/{index:05d}.png',
                                   'VOC/sem_seg': f'{index:05d}.png'},
                  real_image=f'img/{index % REAL:05d}.png')
             for index in range(REAL * PER_REAL)]
    lines.append(dict(id=100, unfilled=True))
    (tmp_path / 'manifest/shard_00000.jsonl').write_text(
        ''.join(json.dumps(line) + '\n' for line in lines))
    return str(tmp_path)


def mixed(root, num_real=REAL, **kwargs):
    cfg = dict(
        type='mmflexgen.MixedDataset',
        real=dict(type='mmflexgen.Numbered', name='real', length=num_real),
        synthetic=dict(type='mmflexgen.Numbered', name='synthetic',
                       length=REAL * PER_REAL, data_root=root))
    return DATASETS.build({**cfg, **kwargs})


def loader(dataset, seed=7, persistent=False, num_workers=2):
    """As mmengine's runner builds it."""
    torch.manual_seed(seed)
    return DataLoader(
        dataset, batch_size=4, num_workers=num_workers,
        persistent_workers=persistent, collate_fn=list,
        worker_init_fn=partial(worker_init_fn, seed=seed, rank=0,
                               num_workers=num_workers,
                               disable_subprocess_warning=True))


def is_real(batches):
    return [sample[0] == 'real' for batch in batches for sample in batch]


def test_rate_and_uniform_choice_among_own_counterparts(synthetic_root):
    dataset = mixed(synthetic_root)
    rounds = 500
    seen = Counter(dataset[index] for _ in range(rounds)
                   for index in range(REAL))
    real = sum(count for (name, _), count in seen.items() if name == 'real')
    # Four standard deviations of a binomial.
    total, spread = rounds * REAL, 4 * (rounds * REAL * 0.24)**0.5
    assert abs(real - 0.4 * total) < spread
    # 100 synthetic samples, 60 visits expected each.
    counts = [seen['synthetic', index] for index in range(REAL * PER_REAL)]
    chi2 = sum((count - 60)**2 / 60 for count in counts)
    assert 50 < chi2 < 165


def test_replaced_by_its_own_only(synthetic_root):
    dataset = mixed(synthetic_root, p=1)
    for index in range(REAL):
        found = {dataset[index] for _ in range(60)}
        assert found == {('synthetic', index + REAL * k)
                         for k in range(PER_REAL)}


def test_any_reaches_all(synthetic_root):
    dataset = mixed('nowhere', p=1, replace_by='any')
    found = {dataset[3][1] for _ in range(2000)}
    assert found == set(range(REAL * PER_REAL))


def test_p_zero_is_the_real_dataset(synthetic_root):
    dataset = mixed(synthetic_root, p=0)
    assert [dataset[i] for i in range(REAL)] == [('real', i)
                                                 for i in range(REAL)]


def test_several_synthetic_datasets_are_one(synthetic_root, tmp_path_factory):
    """Of five and two counterparts each is as likely."""
    other = tmp_path_factory.mktemp('other')
    (other / 'pairs.json').write_text(json.dumps({
        f'img/{index:05d}.png': f'img/{index // 2:05d}.png'
        for index in range(4)}))
    pairs = {f'img/{index:05d}.png': f'img/{index % REAL:05d}.png'
             for index in range(REAL * PER_REAL)}
    with open(f'{synthetic_root}/pairs.json', 'w') as file:
        json.dump(pairs, file)
    both = dict(type='ConcatDataset', datasets=[
        dict(type='mmflexgen.Numbered', name='masksyn',
             length=REAL * PER_REAL, data_root=synthetic_root),
        dict(type='mmflexgen.Numbered', name='imgsyn', length=4,
             data_root=str(other))])
    dataset = mixed('', synthetic=both, counterparts='pairs.json', p=1)
    seen = Counter(dataset[1] for _ in range(1400))
    expected = {('masksyn', 1 + REAL * k) for k in range(PER_REAL)} | {
        ('imgsyn', 2), ('imgsyn', 3)}
    assert set(seen) == expected
    # Four standard deviations of a binomial.
    assert all(abs(count - 200) < 4 * 171**0.5 for count in seen.values())
    assert {dataset[7][0] for _ in range(40)} == {'masksyn'}
    dataset.pipeline = lambda info: info['mark'] + ('new', )
    assert {dataset[1][2] for _ in range(40)} == {'new'}
    # A part whose manifest is missing is not passed over.
    with pytest.raises(InputError, match=f'manifest of {other} names no'):
        mixed('', synthetic=both)


def test_without_counterpart_a_sample_stays_real(synthetic_root):
    dataset = mixed(synthetic_root, num_real=REAL + 2, p=1)
    assert dataset[REAL + 1] == ('real', REAL + 1)
    assert dataset[REAL - 1][0] == 'synthetic'


def test_an_image_listed_twice_has_its_counterparts_twice(synthetic_root):
    real = Numbered('real', REAL, indices=[3, 5, 3], lazy_init=True)
    dataset = mixed(synthetic_root, real=real, p=1)
    for index, image in enumerate([3, 5, 3]):
        assert dataset[index][1] % REAL == image


def test_json_names_the_counterparts(tmp_path):
    pairs = {'img/00007.png': 'img/00002.png',
             './img/00009.png': 'img/00002.png',
             'img/99999.png': 'img/00001.png'}
    (tmp_path / 'pairs.json').write_text(json.dumps(pairs))
    dataset = mixed(str(tmp_path), counterparts='pairs.json', p=1)
    assert {dataset[2] for _ in range(40)} == {('synthetic', 7),
                                               ('synthetic', 9)}
    assert dataset[1] == ('real', 1)


def test_indices_are_the_real_datasets(synthetic_root):
    dataset = mixed(synthetic_root, p=1)
    assert len(dataset) == REAL
    assert dataset[-1][1] % REAL == REAL - 1
    with pytest.raises(IndexError):
        dataset[REAL]
    assert dataset.get_data_info(4)['width'] == 14
    assert dataset.get_cat_ids(5) == [1]
    assert dataset.metainfo == dict(classes=('a', 'b'))


@pytest.mark.parametrize('persistent', [False, True])
def test_workers_and_epochs_draw_their_own(synthetic_root, persistent):
    dataset = mixed(synthetic_root, num_real=80, replace_by='any')
    # A worker must not inherit the state of the main process.
    dataset[0]
    batches = loader(dataset, persistent=persistent)
    epochs = [is_real(batches) for _ in range(2)]
    assert epochs[0] != epochs[1]
    for epoch in epochs:
        # Batches go to the workers in turns.
        blocks = np.array(epoch).reshape(-1, 2, 4)
        assert (blocks[:, 0] != blocks[:, 1]).any()
        assert abs(np.mean(epoch) - 0.4) < 4 * (0.24 / 80)**0.5
    again = loader(mixed(synthetic_root, num_real=80, replace_by='any'),
                   persistent=persistent)
    assert [is_real(again) for _ in range(2)] == epochs


def test_seeds(synthetic_root):
    def draws(seed, own=0):
        dataset = mixed(synthetic_root, num_real=80, replace_by='any',
                        seed=own)
        return is_real(loader(dataset, seed, num_workers=0))

    assert draws(1) == draws(1)
    assert draws(1) != draws(2)
    assert draws(1) != draws(1, own=5)


def test_pipelines_do_not_disturb_the_draws(synthetic_root):
    calm, wild = (mixed(synthetic_root, num_real=80, replace_by='any')
                  for _ in range(2))
    wild.real.pipeline.transforms.append(
        lambda mark: np.random.random() and mark)
    first, second = (is_real(loader(dataset, num_workers=0))
                     for dataset in (calm, wild))
    assert first == second


def test_mmdet_switches_the_pipeline_of_both(synthetic_root):
    dataset = mixed(synthetic_root, replace_by='any', p=0.5)
    runner = SimpleNamespace(epoch=2, logger=logging.getLogger(),
                             train_dataloader=SimpleNamespace(dataset=dataset))
    hook = PipelineSwitchHook(switch_epoch=2, switch_pipeline=[])
    hook.before_train_epoch(runner)
    # Without transforms a sample is its annotations.
    assert {dataset[3]['mark'][0] for _ in range(40)} == {'real', 'synthetic'}


def test_ranks_draw_their_own(synthetic_root, monkeypatch):
    seen = []
    for rank in range(2):
        monkeypatch.setattr(process_random, 'get_rank', lambda rank=rank: rank)
        dataset = mixed(synthetic_root, num_real=80, replace_by='any')
        seen.append(is_real(loader(dataset, num_workers=0)))
    assert seen[0] != seen[1]


def test_metainfo_is_compared_by_value(synthetic_root):
    def build(classes, **kwargs):
        return mixed(synthetic_root, synthetic=dict(
            type='mmflexgen.Numbered', name='synthetic', length=100,
            classes=classes, data_root=synthetic_root), **kwargs)

    assert build(['a', 'b']).metainfo['classes'] == ('a', 'b')
    with pytest.raises(InputError, match="entry 1 is 'b' and 'c'"):
        build(('a', 'c'))
    with pytest.raises(InputError, match='2 and 3 entries'):
        build(('a', 'b', 'c'))
    build(('a', 'c'), ignore_keys=('classes', ))


def test_key_that_one_lacks(synthetic_root):
    real, synthetic = (Numbered(name, 5) for name in 'ab')
    synthetic._metainfo['palette'] = np.zeros((2, 3), np.uint8)
    with pytest.raises(InputError, match="real dataset lacks 'palette'"):
        MixedDataset(real, synthetic, replace_by='any')
    real._metainfo['palette'] = [(0, 0, 0)] * 2
    MixedDataset(real, synthetic, replace_by='any')


@pytest.mark.parametrize('options,sentence', [
    (dict(p=1.5), 'p=1.5'),
    (dict(replace_by='own'), "replace_by of MixedDataset is 'own'"),
    (dict(replace_by='any', counterparts='x.json'), 'leave one of the two'),
    (dict(counterparts='x.json'), 'x.json does not exist'),
    (dict(counterparts='manifest/shard_00000.jsonl'), 'is no JSON'),
    (dict(real=dict(type='mmflexgen.Numbered', name='r', length=3,
                    data_root='root/img')),
     'the datasets list none of them .the first real image is img/00000.png')
])
def test_bad_input(synthetic_root, options, sentence):
    if 'data_root' in options.get('real', {}):
        # Other paths: the same files seen from another folder.
        options = dict(options, counterparts='pairs.json')
        with open(f'{synthetic_root}/pairs.json', 'w') as file:
            json.dump({'img/00001.png': 'root/img/00001.png'}, file)
    with pytest.raises(InputError, match=sentence) as error:
        mixed(synthetic_root, **options)
    assert '\n' not in str(error.value)


def test_plain_folder_names_the_option(tmp_path):
    with pytest.raises(InputError, match="set replace_by='any'"):
        mixed(str(tmp_path))


def test_wrapped_part_has_no_names(synthetic_root):
    real = dict(type='ConcatDataset', datasets=[
        dict(type='mmflexgen.Numbered', name='real', length=3)])
    with pytest.raises(InputError, match='ConcatDataset, which has no '
                       'data_root'):
        mixed(synthetic_root, real=real)
    assert len(mixed(synthetic_root, real=real, replace_by='any')) == 3


def test_inside_other_wrappers(synthetic_root):
    cfg = dict(
        type='mmflexgen.MixedDataset', lazy_init=True, p=1,
        real=dict(type='mmflexgen.Numbered', name='real', length=REAL),
        synthetic=dict(type='mmflexgen.Numbered', name='synthetic',
                       length=100, data_root=synthetic_root))
    both = ROOT_DATASETS.build(dict(
        type='ConcatDataset',
        datasets=[cfg, dict(type='mmflexgen.Numbered', name='x', length=3)]))
    assert isinstance(both, ConcatDataset) and len(both) == REAL + 3
    assert both[0][0] == 'synthetic' and both[REAL] == ('x', 0)
    twice = ROOT_DATASETS.build(dict(
        type='RepeatDataset', times=2, dataset=cfg))
    assert len(twice) == 2 * REAL and twice[REAL + 1][1] % REAL == 1
