"""Killed at any moment, then continued: the same files, byte for byte."""

import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import dummy_generator
import pytest

from mmflexgen.exporters import VOCExporter
from mmflexgen.prompts import PromptSource
from mmflexgen.synthesis import (Executor, OutputFolder, ShardWriter,
                                 WorkList, iter_manifest, make_record)
from mmflexgen.synthesis.integrity import damaged_files
from mmflexgen.synthesis.rejects import keep_first

REPO = Path(__file__).parents[2]


def in_child(function, kill_after=None):
    """Runs a function in a process of its own; True if it ended well."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            function()
            status = 0
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] == 0


def test_ten_kills_at_random_moments(tmp_path, run, tree):
    options = dict(num=36, model=dict(blank=0.2, wait=0.01))
    run(tmp_path / 'imports', 1)
    start = time.time()
    run(tmp_path / 'calm' / 'set', **options)
    took = time.time() - start
    rng = random.Random(0)
    ends = [in_child(lambda: run(tmp_path / 'hard' / 'set', **options),
                     kill_after=rng.uniform(0.02, 0.4) * took)
            for _ in range(10)]
    assert sum(ends) < 5
    run(tmp_path / 'hard' / 'set', **options)
    assert tree(tmp_path / 'hard/set') == tree(tmp_path / 'calm/set')


def make_samples(root, num=7):
    """The engine alone, without the consumer's import and the report."""
    generator = dummy_generator.DummyGenerator(blank=0.3)
    source = PromptSource(dict(type='mmflexgen.TemplatePrompt'),
                          generator.metainfo)
    work_list = WorkList(source, 0, batch_size=2, batches_per_shard=2)
    exporter = VOCExporter(generator.metainfo, consumer=dict(type=''))
    folder = OutputFolder(str(root))
    folder.open(make_record({}, None, 0, 'cpu'))
    try:
        writer = ShardWriter(folder, [exporter], generator.metainfo)
        writer.sweep(work_list)
        Executor(generator, work_list, [lambda sample, classes: None
                                        if sample.image.any() else 'blank'],
                 writer, lambda lines: None).run(work_list.shards(num), num)
        # As finalising does: what is left then is a function of the seed.
        keep_first(root, iter_manifest(root))
    finally:
        folder.close()


def test_killed_at_every_single_step_on_the_disk(tmp_path, tree):
    make_samples(tmp_path / 'calm')
    expected = tree(tmp_path / 'calm')

    def die_at(step, root):
        count = 0

        def counted(function):
            def call(*args, **kwargs):
                nonlocal count
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*args, **kwargs)
            return call

        for name in ('replace', 'fsync', 'rmdir', 'unlink', 'mkdir'):
            setattr(os, name, counted(getattr(os, name)))
        make_samples(root)

    step, ended = 0, False
    while not ended:
        step += 1
        root = tmp_path / f'killed_{step}'
        ended = in_child(partial(die_at, step, root))
        make_samples(root)
        assert tree(root) == expected, f'killed at step {step}'
    assert step > 40


def test_exception_in_the_middle_keeps_whole_shards(tmp_path, tree,
                                                    monkeypatch):
    make_samples(tmp_path / 'calm')
    real, calls = os.replace, []

    def full_disk(source, target):
        calls.append(target)
        if len(calls) == 14:  # in the second shard
            raise OSError(28, 'No space left on device')
        return real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, 'replace', full_disk)
        with pytest.raises(OSError, match='No space left'):
            make_samples(tmp_path / 'set')
    kept = tree(tmp_path / 'set')
    # No half shard, no temporary file.
    assert kept == {name: value for name, value in
                    tree(tmp_path / 'calm').items() if name in kept}
    assert sorted(name for name in kept if 'JPEG' in name) == [
        f'JPEGImages/synth_0000000{slot}.jpg' for slot in range(4)]
    make_samples(tmp_path / 'set')
    assert tree(tmp_path / 'set') == tree(tmp_path / 'calm')


@pytest.mark.parametrize('how', [signal.SIGTERM, signal.SIGINT])
def test_signals_stop_the_tool_cleanly(tmp_path, make_config, how):
    config = make_config(model=dict(wait=0.02))
    config.custom_imports = dict(imports=['dummy_generator'])
    config.dump(str(tmp_path / 'config.py'))
    out = tmp_path / 'set'
    here = os.pathsep.join([str(REPO), str(Path(__file__).parent)])
    tool = subprocess.Popen(
        [sys.executable, str(REPO / 'tools/synthesize.py'),
         str(tmp_path / 'config.py'), '--num', '5000', '--out', str(out),
         '--device', 'cpu'],
        stderr=subprocess.PIPE, text=True,
        # Processes started in a shell's background ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env={**os.environ, 'PYTHONPATH': here})
    for _ in range(3000):
        if len(list(out.glob('manifest/shard_*.jsonl'))) >= 2:
            break
        assert tool.poll() is None, tool.stderr.read()
        time.sleep(0.1)
    tool.send_signal(how)
    _, errors = tool.communicate(timeout=120)
    assert tool.returncode == 128 + how
    assert 'the same command goes on from there' in errors
    assert 'Traceback' not in errors
    assert not (out / '.partial').exists()
    assert not list(damaged_files(out))
