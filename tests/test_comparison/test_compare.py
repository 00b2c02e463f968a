"""A whole comparison: what it writes, and that it continues."""

import json
import os
import os.path as osp
import re
import shutil
import statistics
import subprocess
import sys
from glob import glob

import pytest
import torch

from mmflexgen.engine.comparison import ComparisonPlan, compare
from mmflexgen.engine.comparison import execute as execution
from mmflexgen.engine.comparison.claims import unfinished
from mmflexgen.utils import InputError
from mmflexgen.utils.locks import FileLock

REPO = osp.dirname(osp.dirname(osp.dirname(osp.abspath(__file__))))


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def read_results(out):
    with open(osp.join(out, 'results.json'), encoding='utf-8') as file:
        return json.load(file)


def test_whole_comparison(comparison_config, tmp_path, monkeypatch):
    out = str(tmp_path / 'out')
    compare(comparison_config(), out, command='python tools/compare.py X')
    summary = read_results(out)
    assert summary['finished'] == summary['planned'] == 6
    assert [entry['row'] for entry in summary['table']] == [
        'real', 'synthetic', 'joint']
    results = {}
    for name in summary['runs']:
        with open(osp.join(out, 'runs', name, 'result.json')) as file:
            result = json.load(file)
        assert [entry['iter'] for entry in result['curve']] == [2, 4, 6]
        assert result['metrics']['mIoU'] == result['curve'][-1]['mIoU']
        assert 'IoU/star' in result['metrics']
        results[result['row'], result['seed']] = result['metrics']['mIoU']
    joint = summary['table'][2]
    assert joint['mean'] == pytest.approx(
        (results['joint', 0] + results['joint', 1]) / 2)
    gains = [results['joint', seed] - results['real', seed]
             for seed in (0, 1)]
    assert joint['difference']['mean'] == pytest.approx(statistics.mean(gains))
    assert joint['difference']['std'] == pytest.approx(statistics.stdev(gains))
    with open(osp.join(out, 'results.md'), encoding='utf-8') as file:
        text = file.read()
    assert '| 6 real | joint | train.txt (6 images) | 6 | 12 | 6 |' in text
    assert '| 6 real | real only | – | 6 | 0 | 6 |' in text
    assert 'python tools/compare.py X' in text and 'Not finished' not in text
    assert osp.getsize(osp.join(out, 'results.png')) > 10_000

    # A second call only reads.
    def no_training(*args, **kwargs):
        raise AssertionError('a finished run was started again')

    monkeypatch.setattr(execution.Runner, 'from_cfg', no_training)
    compare(comparison_config(), out)
    assert read_results(out)['table'] == summary['table']


class Killed(Exception):
    """Stands for SIGKILL: nothing of the run is tidied up."""


@pytest.mark.parametrize('kill_at', [3, 4])
def test_interrupted_run_ends_as_if_it_had_not_been(
        comparison_config, tmp_path, monkeypatch, kill_at):
    """Killed between evaluations, and between checkpoint and evaluation."""
    options = {'comparison.rows': ['joint'], 'comparison.seeds': [0]}
    whole, broken = str(tmp_path / 'whole'), str(tmp_path / 'broken')
    compare(comparison_config(**options), whole)

    hook = execution.EvalCurveHook
    evaluate = hook.after_val_epoch
    step = execution.Runner.call_hook

    def die_in_evaluation(self, runner, metrics=None):
        if runner.iter == kill_at:
            raise Killed
        evaluate(self, runner, metrics)

    def die_in_training(self, fn_name, **kwargs):
        if fn_name == 'before_train_iter' and self.iter == kill_at:
            raise Killed
        step(self, fn_name, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(hook, 'after_val_epoch', die_in_evaluation)
        if kill_at % 2:
            patch.setattr(execution.Runner, 'call_hook', die_in_training)
        with pytest.raises(Killed):
            compare(comparison_config(**options), broken)
    assert not osp.exists(osp.join(broken, 'results.json'))
    compare(comparison_config(**options), broken)

    first, second = (results['table'][0] for results in (
        read_results(whole), read_results(broken)))
    assert first['per_class'] == second['per_class']
    curves, weights = [], []
    for out in (whole, broken):
        name = read_results(out)['runs'][0]
        with open(osp.join(out, 'runs', name, 'result.json')) as file:
            curve = json.load(file)['curve']
        curves.append([{key: value for key, value in entry.items()
                        if key != 'seconds'} for entry in curve])
        weights.append(torch.load(
            osp.join(out, 'runs', name, 'iter_6.pth'), weights_only=True)
            ['state_dict'])
    assert curves[0] == curves[1]
    for key, value in weights[0].items():
        assert torch.equal(value, weights[1][key]), key


def test_learning_rate_is_tuned_on_real_only(comparison_config, tmp_path,
                                             monkeypatch):
    """Training is replaced: only the order and the choice are looked at."""
    started = []

    def pretend(run, out):
        started.append((run.row, run.seed, run.lr))
        values = {0.1: 10.0, 0.2: 30.0, 0.3: 20.0}
        metrics = dict(mIoU=values[run.lr] + run.seed)
        result = dict(setting=run.setting, row=run.row, seed=run.seed,
                      lr=run.lr, key=run.key, iterations=6, seconds=1.0,
                      metrics=metrics, curve=[dict(iter=6, **metrics)])
        folder = osp.join(out, 'runs', run.name)
        os.makedirs(folder)
        with open(osp.join(folder, 'result.json'), 'w') as file:
            json.dump(result, file)

    module = sys.modules['mmflexgen.engine.comparison.compare']
    monkeypatch.setattr(module, 'execute', pretend)
    out = str(tmp_path / 'out')
    compare(comparison_config(**{'comparison.lrs': [0.1, 0.2, 0.3]}), out)
    assert started[:3] == [('real', 0, lr) for lr in (0.1, 0.2, 0.3)]
    assert {lr for _, _, lr in started[3:]} == {0.2}
    # The tuned run is the table's first; it is not trained twice.
    assert len(started) == 3 + 6 - 1
    assert [entry['value'] for entry in read_results(out)['tuning']] == [
        10.0, 30.0, 20.0]


def test_rows_differ_in_data_and_seed_only(comparison_config):
    plan = ComparisonPlan(comparison_config())
    plan.check_data()
    assert plan.sizes == {'6 real': dict(real=6, synthetic=12)}
    runs = {(run.row, run.seed): run.cfg.to_dict()
            for run in plan.table_runs()}
    assert len(runs) == 6
    reference = runs['real', 0]
    for (row, seed), cfg in runs.items():
        assert cfg['randomness']['seed'] == seed
        loader = cfg['train_dataloader']
        assert loader['batch_size'] == 4
        parts = loader['dataset'].get('datasets', [loader['dataset']])
        assert len(parts) == (2 if row == 'joint' else 1)
        for part in parts:
            assert part['pipeline'] == reference['train_dataloader'][
                'dataset']['pipeline']
        for key in cfg:
            if key not in ('train_dataloader', 'randomness'):
                assert cfg[key] == reference[key], (row, key)


def test_what_a_run_learns_from_is_in_its_name(comparison_config):
    cfg = comparison_config()
    names = [run.name for run in ComparisonPlan(cfg).table_runs()]
    assert names == [run.name for run in ComparisonPlan(cfg).table_runs()]
    # Such names only help to write a config; all others may matter.
    helped = comparison_config(_generator='x')
    assert names == [run.name for run in ComparisonPlan(helped).table_runs()]
    other = comparison_config(**{'model.backbone.base_channels': 8})
    assert not set(names) & {
        run.name for run in ComparisonPlan(other).table_runs()}
    root = cfg.comparison.settings[0].synthetic.data_root
    os.makedirs(osp.join(root, 'manifest'))
    with open(osp.join(root, 'manifest', '0.jsonl'), 'w') as file:
        file.write('{"image_sha256": "00"}\n')
    changed = [run.name for run in ComparisonPlan(cfg).table_runs()]
    for before, after in zip(names, changed):
        assert (before == after) == ('-real-' in before)


def test_missing_synthetic_data_names_the_command(comparison_config,
                                                  tmp_path):
    cfg = comparison_config()
    root = cfg.comparison.settings[0].synthetic.data_root
    shutil.rmtree(root)
    with pytest.raises(InputError) as error:
        compare(cfg, str(tmp_path / 'out'))
    assert root in str(error.value) and '\n' not in str(error.value)
    assert 'make it with `python tools/synthesize.py CONFIG' in str(
        error.value)
    assert not (tmp_path / 'out').exists()


def test_bad_comparison_dicts(comparison_config):
    cfg = comparison_config()
    cfg.comparison.rows = ['real', 'imaginary']
    with pytest.raises(InputError, match="row 'imaginary'"):
        ComparisonPlan(cfg)
    cfg.comparison.pop('seeds')
    with pytest.raises(InputError, match='lacks seeds'):
        ComparisonPlan(cfg)
    cfg.pop('comparison')
    with pytest.raises(InputError, match='has no `comparison`'):
        ComparisonPlan(cfg)


def test_tool_ends_with_one_sentence(comparison_config, tmp_path):
    cfg = comparison_config()
    done = subprocess.run(
        [sys.executable, osp.join(REPO, 'tools', 'compare.py'), cfg.filename,
         '--out', str(tmp_path / 'out'), '--cfg-options',
         'comparison.settings.0.synthetic.data_root=nowhere'],
        capture_output=True, text=True, cwd=REPO,
        env={**os.environ, 'PYTHONPATH': REPO})
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith(
        'error: the data folder nowhere does not exist: make it with')
    assert 'Traceback' not in done.stderr


def started_by(program, out):
    """Names of the runs whose training a program began."""
    done, _ = program.communicate(timeout=300)
    assert program.returncode == 0, done
    return re.findall(r'^(\S+) starts;', done, re.MULTILINE)


def test_several_calls_share_the_runs(comparison_config, tmp_path):
    """Each run is trained once, and all end with the whole table."""
    cfg, out = comparison_config(), str(tmp_path / 'out')
    command = [sys.executable, osp.join(REPO, 'tools', 'compare.py'),
               cfg.filename, '--out', out]
    programs = [subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=REPO, env={**os.environ, 'PYTHONPATH': REPO}) for _ in range(2)]
    shares = [started_by(program, out) for program in programs]
    assert sorted(sum(shares, [])) == sorted(read_results(out)['runs'])
    assert not glob(osp.join(out, '**', '*.lock'), recursive=True)


def test_a_run_under_way_is_left_to_its_program(comparison_config,
                                                tmp_path):
    first, second = ComparisonPlan(comparison_config(**{
        'comparison.rows': ['real']})).table_runs()
    (tmp_path / 'runs').mkdir()
    with FileLock(tmp_path / 'runs' / f'{first.name}.lock').held():
        assert next(unfinished([first, second], str(tmp_path))) is second


def test_a_dead_programs_run_is_free_again(comparison_config, tmp_path):
    """The kernel drops its lock; the file that stays stops nobody."""
    plan = ComparisonPlan(comparison_config(**{
        'comparison.rows': ['real'], 'comparison.seeds': [0]}))
    run, = plan.table_runs()
    out = tmp_path / 'out'
    (out / 'runs').mkdir(parents=True)
    script = (
        'import sys, os, signal\n'
        'from mmflexgen.utils.locks import FileLock\n'
        'lock = FileLock(sys.argv[1])\n'
        'lock.acquire()\n'
        'os.kill(os.getpid(), signal.SIGKILL)\n')
    path = out / 'runs' / f'{run.name}.lock'
    subprocess.run([sys.executable, '-c', script, str(path)], cwd=REPO,
                   env={**os.environ, 'PYTHONPATH': REPO})
    assert path.exists()
    assert next(unfinished([run], str(out))) is run


def test_two_processes_train_one_run(comparison_config, tmp_path):
    """A distributed job: both processes are given the same runs."""
    cfg, out = comparison_config(), str(tmp_path / 'out')
    done = subprocess.run(
        [sys.executable, '-m', 'torch.distributed.run', '--standalone',
         '--nproc-per-node=2', osp.join(REPO, 'tools', 'compare.py'),
         cfg.filename, '--out', out, '--launcher', 'pytorch',
         '--cfg-options', 'comparison.rows=[real]'],
        capture_output=True, text=True, cwd=REPO, timeout=300,
        env={**os.environ, 'PYTHONPATH': REPO, 'OMP_NUM_THREADS': '1'})
    assert done.returncode == 0, done.stderr[-2000:]
    summary = read_results(out)
    assert summary['finished'] == summary['planned'] == 2
    assert done.stdout.count(' starts; ') == 2
