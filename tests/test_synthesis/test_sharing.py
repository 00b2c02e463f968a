"""Several processes on one folder: the same files as by one."""

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import dummy_generator  # noqa: F401, registers DummyGenerator
import pytest

from mmflexgen.synthesis import Share, WorkList
from mmflexgen.synthesis.launchers import (LocalLauncher, RankLauncher,
                                           RayLauncher)
from mmflexgen.utils import InputError

REPO = Path(__file__).parents[2]
# More of them: MMFLEXGEN_KILLS=30 python -m pytest … -k random_kills
KILLS = int(os.environ.get('MMFLEXGEN_KILLS', 3))
# 14 samples in shards of 6: three shards, the last one incomplete.
OPTIONS = dict(num=14, model=dict(blank=0.3),
               custom_imports=dict(imports=['dummy_generator']))


@pytest.fixture
def expected(tmp_path, run, tree):
    """Files of an undisturbed run in one process."""
    run(tmp_path / 'alone' / 'set', **OPTIONS)
    return tree(tmp_path / 'alone' / 'set')


@pytest.fixture
def workers_find_the_dummy(monkeypatch):
    here = os.pathsep.join([str(REPO), str(Path(__file__).parent)])
    monkeypatch.setenv('PYTHONPATH', here)


@pytest.mark.parametrize('workers', [1, 4])
def test_local_workers(tmp_path, run, tree, expected, workers,
                       workers_find_the_dummy):
    result = run(tmp_path / 'set', launcher=LocalLauncher(workers), **OPTIONS)
    assert tree(tmp_path / 'set') == expected
    assert result.problems == []


def test_job_array_and_a_plain_run_that_completes_it(tmp_path, run, tree,
                                                     expected):
    out = tmp_path / 'set'
    for index in (2, 0):
        part = RankLauncher(None, index, 3)
        assert run(out, launcher=part, **OPTIONS) is None
    assert not (out / 'report.html').exists()
    last = run(out, launcher=RankLauncher(None, 1, 3), **OPTIONS)
    assert last.statistics.accepted == 14
    assert tree(out) == expected
    half = tmp_path / 'half' / 'set'
    assert run(half, launcher=RankLauncher(None, 1, 3), **OPTIONS) is None
    run(half, **OPTIONS)
    assert tree(half) == expected


@pytest.mark.parametrize('starter, names', [
    ('pytorch', ('RANK', 'WORLD_SIZE', 'LOCAL_RANK')),
    ('slurm', ('SLURM_PROCID', 'SLURM_NTASKS', 'SLURM_LOCALID'))])
def test_ranks_share_the_work(tmp_path, run, tree, expected, monkeypatch,
                              starter, names):
    with pytest.raises(InputError, match=f'{names[0]} in the environment'):
        RankLauncher(starter)
    launchers = []
    for rank in range(2):
        for name, value in zip(names, (rank, 2, rank)):
            monkeypatch.setenv(name, str(value))
        launchers.append(RankLauncher(starter))
    assert [each.share for each in launchers] == [Share(0, 2), Share(1, 2)]
    results = {}

    def work(rank):
        results[rank] = run(tmp_path / 'set', launcher=launchers[rank],
                            **OPTIONS)

    threads = [threading.Thread(target=work, args=(rank, ))
               for rank in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert any(result is not None for result in results.values())
    assert tree(tmp_path / 'set') == expected


def kill_one_worker(out):
    """SIGKILL to a worker in the middle of a shard."""
    while not list(out.glob('.partial/shard_*[0-9]')):
        time.sleep(0.01)
    victims = [child for child in multiprocessing.active_children()
               if child.name.startswith('worker')]
    os.kill(victims[0].pid, signal.SIGKILL)


def test_a_killed_workers_shards_are_taken_up(tmp_path, run, tree,
                                              workers_find_the_dummy):
    options = dict(OPTIONS, num=30, model=dict(blank=0.3, wait=0.05))
    run(tmp_path / 'alone' / 'set', **options)
    out = tmp_path / 'set'
    killer = threading.Thread(target=kill_one_worker, args=(out, ))
    killer.start()
    result = run(out, launcher=LocalLauncher(2), **options)
    killer.join()
    assert result.statistics.accepted + result.statistics.unfilled == 30
    assert tree(out) == tree(tmp_path / 'alone' / 'set')


def writes_shards(out, since):
    """Whether a shard has been begun since a time. A killed run's are left
    for the next to sweep, which takes seconds to start."""
    for shard in out.glob('.partial/shard_*[0-9]'):
        try:
            if shard.stat().st_mtime > since:
                return True
        except FileNotFoundError:  # complete, and moved
            return True
    return False


def descendants(pid):
    """Process ids of all children, their children and so on."""
    listed = subprocess.run(['ps', '-A', '-o', 'pid=,ppid='], check=True,
                            capture_output=True, text=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [pid]
    for parent in found:
        found += [child for child, its_parent in pairs
                  if its_parent == parent]
    return found


@pytest.mark.parametrize('launcher', ['local', 'ray'])
def test_random_kills_of_main_process_and_workers(tmp_path, make_config, run,
                                                  tree, launcher):
    if launcher == 'ray':
        pytest.importorskip('ray')
        if 'MMFLEXGEN_KILLS' not in os.environ:
            pytest.skip('slow: set MMFLEXGEN_KILLS')
    options = dict(model=dict(blank=0.3, wait=0.03),
                   custom_imports=OPTIONS['custom_imports'])
    run(tmp_path / 'calm' / 'set', 60, **options)
    make_config(**options).dump(str(tmp_path / 'config.py'))
    out = tmp_path / 'hard' / 'set'
    command = [sys.executable, str(REPO / 'tools/synthesize.py'),
               str(tmp_path / 'config.py'), '--num', '60', '--out', str(out),
               '--device', 'cpu', '--workers', '2']
    command += ['--launcher', 'ray'] if launcher == 'ray' else []
    here = os.pathsep.join([str(REPO), str(Path(__file__).parent)])
    rng, kills = random.Random(0), 0
    while kills < KILLS:
        started = time.time()
        tool = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL,
                                env={**os.environ, 'PYTHONPATH': here})
        begun = len(list(out.glob('manifest/*')))
        while tool.poll() is None and not writes_shards(out, started):
            time.sleep(0.02)
        time.sleep(rng.uniform(0, 1))
        victims = descendants(tool.pid)
        if tool.poll() is None:
            os.kill(rng.choice(victims), signal.SIGKILL)
            kills += 1
        tool.wait()
        if len(list(out.glob('manifest/*'))) == begun == 10:
            shutil.rmtree(out)  # it was done: begin anew
    run(out, 60, **options)
    found, calm = tree(out), tree(tmp_path / 'calm' / 'set')
    for name in ('synthesis.json', 'report.html'):  # other threads
        found.pop(name), calm.pop(name)
    assert found == calm


def test_all_workers_dead(tmp_path, run, workers_find_the_dummy):
    options = dict(OPTIONS, num=60, model=dict(wait=0.1))
    out = tmp_path / 'set'
    killer = threading.Thread(target=kill_one_worker, args=(out, ))
    killer.start()
    with pytest.raises(InputError, match=r'all 1 workers died \(exit codes '
                       '-9'):
        run(out, launcher=LocalLauncher(1), **options)
    killer.join()


def test_a_workers_error_is_the_runs_error(tmp_path, run,
                                           workers_find_the_dummy):
    with pytest.raises(InputError, match='sem_seg of sample 5 holds the '
                       'label id 42'):
        run(tmp_path / 'a', launcher=LocalLauncher(1),
            **{**OPTIONS, 'model': dict(fault='label id')})
    with pytest.raises(RuntimeError, match='3 requests with 2 samples'):
        run(tmp_path / 'b', launcher=LocalLauncher(1),
            **{**OPTIONS, 'model': dict(fault='count')})


@pytest.mark.parametrize('launcher, workers', [
    (LocalLauncher, 0), (RayLauncher, 0), (RayLauncher, -1)])
def test_too_few_workers(launcher, workers):
    if launcher is RayLauncher:
        pytest.importorskip('ray')
    with pytest.raises(InputError, match=f'--workers is {workers}; it must'):
        launcher(workers)


def test_ray_workers(tmp_path, run, tree, expected, workers_find_the_dummy):
    pytest.importorskip('ray')
    result = run(tmp_path / 'set', launcher=RayLauncher(2), **OPTIONS)
    assert tree(tmp_path / 'set') == expected
    assert result.problems == []


def test_torchrun_by_its_script(tmp_path, make_config, tree, expected):
    options = dict(OPTIONS)
    num = options.pop('num')
    config = make_config(**options)
    config.dump(str(tmp_path / 'config.py'))
    here = os.pathsep.join([str(REPO), str(Path(__file__).parent)])
    subprocess.run(
        [str(REPO / 'tools/dist_synthesize.sh'), '2',
         str(tmp_path / 'config.py'), '--num', str(num), '--out',
         str(tmp_path / 'set'), '--device', 'cpu'],
        check=True, capture_output=True,
        env={**os.environ, 'PYTHONPATH': here, 'PATH': os.pathsep.join(
            [os.path.dirname(sys.executable), os.environ['PATH']])})
    found = tree(tmp_path / 'set')
    # torchrun sets another number of threads, and the report tells.
    for name in ('synthesis.json', 'report.html'):
        assert found.pop(name) and expected.pop(name)
    assert found == expected


def test_shares_cover_every_shard_once():
    work_list = WorkList(None, 0, batch_size=2, batches_per_shard=2)
    strict = [shard.index for index in range(3)
              for shard in Share(index, 3, True).shards(work_list, 30)]
    assert sorted(strict) == list(range(8))
    for index in range(3):
        free = [shard.index
                for shard in Share(index, 3).shards(work_list, 30)]
        assert sorted(free) == list(range(8))
        assert free[:2] == [index, index + 3]
    with pytest.raises(InputError, match='number 3 of 3'):
        Share(3, 3)
