"""Rows that replace real samples, and settings that share their real data."""

import json
import os

import pytest
from mmengine.registry import init_default_scope
from mmengine.runner import Runner

from mmflexgen.engine.comparison import ComparisonPlan, compare
from mmflexgen.engine.comparison import execute as execution
from mmflexgen.utils import InputError


def write_manifest(root, num, per_real):
    """Samples that are made from the first of six real images."""
    os.makedirs(os.path.join(root, 'manifest'))
    with open(os.path.join(root, 'manifest/shard_000000.jsonl'), 'w') as file:
        for index in range(num):
            name = f'JPEGImages/train_{index:05d}.png'
            file.write(json.dumps(dict(
                id=index, files={'VOC/image': name},
                real_image=f'JPEGImages/train_{index // per_real:05d}.png'
            )) + '\n')


@pytest.fixture
def augmented_config(comparison_config, write_seg_folder):
    """Three settings of the same real data: two synthetic datasets, alone and
    together."""

    def build(**options):
        cfg = comparison_config(**{
            'comparison.rows': ['real', 'augmented'],
            'comparison.p_aug': 0.6, **options})
        cfg.comparison.pop('real_fraction')
        first = cfg.comparison.settings[0]
        roots = [first.synthetic.data_root,
                 write_seg_folder('other', num=6, seed=3)]
        for root, num, per_real in zip(roots, (12, 6), (2, 1)):
            if not os.path.isdir(os.path.join(root, 'manifest')):
                write_manifest(root, num, per_real)
        parts = [dict(data_root=root) for root in roots]
        cfg.comparison.settings = [
            dict(first, name=name, synthetic=synthetic)
            for name, synthetic in (
                ('A', parts[0]), ('B', parts[1]), ('both', parts))]
        return cfg

    return build


def test_plan(augmented_config):
    plan = ComparisonPlan(augmented_config())
    plan.check_data()
    assert {name: size['synthetic'] for name, size in plan.sizes.items()} == {
        'A': 12, 'B': 6, 'both': 18}
    runs = plan.table_runs()
    names = {row: {run.name for run in runs if run.row == row}
             for row in ('real', 'augmented')}
    # Two seeds; real only is one run for all three settings.
    assert len(names['real']) == 2 and len(names['augmented']) == 6
    assert all(name.startswith('A-real-') for name in names['real'])
    run = next(run for run in runs if run.name.startswith('both-augm'))
    mixed = run.cfg.train_dataloader.dataset
    assert (mixed.type, mixed.p) == ('mmflexgen.MixedDataset', 0.6)
    assert mixed.real == runs[0].cfg.train_dataloader.dataset
    assert [part.data_root for part in mixed.synthetic.datasets] == [
        plan.settings[name].synthetic.data_root for name in 'AB']
    # All but the data is that of real only.
    for key, value in run.cfg.items():
        if key not in ('train_dataloader', 'randomness'):
            assert value == runs[0].cfg[key]
    assert run.cfg.train_dataloader.sampler == (
        runs[0].cfg.train_dataloader.sampler)


def test_loader_reads_both_parts(augmented_config):
    cfg = augmented_config(**{'comparison.p_aug': 1.0})
    init_default_scope('mmseg')
    plan = ComparisonPlan(cfg)
    run = plan.make_run('both', 'augmented', 0, 1e-2)
    batches = iter(Runner.build_dataloader(run.cfg.train_dataloader, seed=0))
    folders = [sample.img_path.split('/')[-3] for _ in range(8)
               for sample in next(batches)['data_samples']]
    # Two counterparts there and one here.
    assert 12 < folders.count('synthetic') < 30 and len(folders) == 32
    assert set(folders) == {'synthetic', 'other'}


def test_a_setting_may_have_its_own_probability(augmented_config):
    cfg = augmented_config()
    cfg.comparison.settings[1].p_aug = 0.2
    found = {run.setting: run.cfg.train_dataloader.dataset.p
             for run in ComparisonPlan(cfg).table_runs()
             if run.row == 'augmented'}
    assert found == dict(A=0.6, B=0.2, both=0.6)


def test_new_data_in_any_part_makes_a_new_run(augmented_config):
    cfg = augmented_config()
    before = [run.name for run in ComparisonPlan(cfg).table_runs()]
    root = cfg.comparison.settings[1].synthetic.data_root
    with open(os.path.join(root, 'manifest/shard_000001.jsonl'), 'w') as file:
        file.write('{}\n')
    after = [run.name for run in ComparisonPlan(cfg).table_runs()]
    for old, new in zip(before, after):
        assert (old == new) == (not old.startswith(('B-aug', 'both-aug')))


def test_shared_runs_are_trained_once(augmented_config, tmp_path,
                                      monkeypatch, capsys):
    out = str(tmp_path / 'out')
    cfg = augmented_config(**{
        'comparison.seeds': [0], 'comparison.lrs': [1e-2, 1e-3],
        'train_cfg.max_iters': 2})
    cfg.comparison.settings[1].p_aug = 0.2
    trained = []
    train = execution.Runner.train
    monkeypatch.setattr(
        execution.Runner, 'train',
        lambda runner: trained.append(runner.work_dir) or train(runner))
    summary = compare(cfg, out)
    # Two rates of real only, and an augmented run of each setting.
    assert len(trained) == len(set(trained)) == 5
    assert '4 results are there, 5 are wanted' in capsys.readouterr().out
    assert [(entry['setting'], entry['row']) for entry in summary['table']
            ] == [(name, row) for name in ('A', 'B', 'both')
                  for row in ('real', 'augmented')]
    assert len({entry['mean'] for entry in summary['table']
                if entry['row'] == 'real'}) == 1
    for real, row in zip(summary['table'][::2], summary['table'][1::2]):
        assert row['difference']['mean'] == pytest.approx(
            row['mean'] - real['mean'])
    with open(f'{out}/results.md', encoding='utf-8') as file:
        text = file.read()
    assert 'with probability 0.6, 0.2 a real sample is replaced' in text
    assert '| both | augmented | train.txt (6 images) | 6 | 18 | 2 |' in text


def test_mixing_rows_need_their_mix(augmented_config):
    cfg = augmented_config()
    cfg.comparison.pop('p_aug')
    with pytest.raises(InputError, match='lacks p_aug'):
        ComparisonPlan(cfg)
    cfg.comparison.rows = ['joint']
    with pytest.raises(InputError, match='lacks real_fraction'):
        ComparisonPlan(cfg)


def test_seggen_on_shapesworld():
    """Rows of both tables; runs on real only are common to them."""
    from mmflexgen.utils.config import load_config
    root = os.path.join(os.path.dirname(__file__), '../../configs')
    plans = [ComparisonPlan(load_config(
        f'{root}/comparisons/seggen_shapesworld{suffix}.py'))
        for suffix in ('', '_full')]
    names = []
    for plan in plans:
        assert list(plan.settings) == [
            'MaskSyn', 'ImgSyn', 'both', 'MaskSyn sifted', 'ImgSyn sifted',
            'both sifted']
        runs = {run.name: run for run in [*plan.tuning_runs(),
                                          *plan.table_runs()]}
        assert len(runs) == 23
        names.append({name for name, run in runs.items()
                      if run.row == 'real'})
        assert {run.cfg.train_dataloader.dataset.p for run in runs.values()
                if run.row == 'augmented'} == {0.6}
        for run in runs.values():
            real = run.cfg.train_dataloader.dataset
            assert real.get('real', real).ann_file.endswith(
                'labelled_400.txt')
    assert names[0] == names[1] and len(names[0]) == 5


def test_seggen_with_fewer_real_images():
    """The samples of the table of 400 serve its first 100 images."""
    from mmflexgen.utils.config import load_config
    root = os.path.join(os.path.dirname(__file__), '../../configs')
    of_400, of_100 = (ComparisonPlan(load_config(
        f'{root}/comparisons/seggen_shapesworld_full{suffix}.py'))
        for suffix in ('', '_100'))
    runs = {run.name: run for run in [*of_100.tuning_runs(),
                                      *of_100.table_runs()]}
    # Two more rates, and three seeds of real only and of each setting.
    assert len(runs) == 2 + 3 * 4
    for run in runs.values():
        dataset = run.cfg.train_dataloader.dataset
        assert dataset.get('real', dataset).ann_file.endswith(
            'labelled_100.txt')
        if run.row == 'augmented':
            larger = of_400.make_run(run.setting, run.row, run.seed, run.lr)
            assert (dataset.synthetic
                    == larger.cfg.train_dataloader.dataset.synthetic)
