"""Generating, judging and writing at once, in bounded memory."""

import threading
from contextlib import closing

import pytest
from dummy_generator import DummyGenerator

from mmflexgen.exporters import VOCExporter
from mmflexgen.prompts import PromptSource
from mmflexgen.synthesis import (Executor, OutputFolder, ShardWriter,
                                 WorkList, make_record)
from mmflexgen.synthesis.shards import ShardDraft

PATIENCE = 30  # seconds


@pytest.fixture
def execute(tmp_path):
    """A function (filter, depth, …) that makes 16 samples in batches of 2."""

    def go(keep=lambda sample, classes: None, depth=3, batches_per_shard=2):
        generator = DummyGenerator()
        source = PromptSource(dict(type='mmflexgen.TemplatePrompt'),
                              generator.metainfo)
        work_list = WorkList(source, 0, batch_size=2,
                             batches_per_shard=batches_per_shard)
        exporter = VOCExporter(generator.metainfo, consumer=dict(type=''))
        folder = OutputFolder(str(tmp_path))
        folder.open(make_record({}, None, 0, 'cpu'))
        with closing(folder):
            writer = ShardWriter(folder, [exporter], generator.metainfo)
            Executor(generator, work_list, [keep], writer, lambda lines: None,
                     depth).run(work_list.shards(16), 16)

    return go


def test_generator_goes_on_while_a_batch_is_judged(execute, monkeypatch):
    generate, second = DummyGenerator.generate, threading.Event()
    met = []

    def tell(self, requests):
        if requests[0].sample_id == 2:
            second.set()
        return generate(self, requests)

    def judge(sample, metainfo):
        if sample.request.sample_id == 0:
            met.append(second.wait(PATIENCE))

    monkeypatch.setattr(DummyGenerator, 'generate', tell)
    execute(judge)
    assert met == [True]


def test_a_sample_is_encoded_while_another_is_written(execute, monkeypatch):
    encode, write = ShardWriter.encode, ShardDraft.write
    second, met = threading.Event(), []

    def tell(self, sample, rejects):
        if sample.request.sample_id == 1:
            second.set()
        return encode(self, sample, rejects)

    def slow(self, contents):
        if 'JPEGImages/synth_00000000.jpg' in contents:
            met.append(second.wait(PATIENCE))
        write(self, contents)

    monkeypatch.setattr(ShardWriter, 'encode', tell)
    monkeypatch.setattr(ShardDraft, 'write', slow)
    execute()
    assert met == [True]


@pytest.mark.parametrize('depth, batches_per_shard', [
    (1, 2), (2, 1), (3, 1), (3, 4)])
def test_a_slow_disk_slows_the_generator(execute, monkeypatch, depth,
                                         batches_per_shard):
    generate, write = DummyGenerator.generate, ShardDraft.write
    made, written, ahead = [], [], []
    waits = threading.Event()

    def count(self, requests):
        made.extend(requests)
        ahead.append(len(made) - len(written))
        return generate(self, requests)

    def slow(self, contents):
        waits.wait(0.02)
        write(self, contents)
        written.append(contents)

    monkeypatch.setattr(DummyGenerator, 'generate', count)
    monkeypatch.setattr(ShardDraft, 'write', slow)
    execute(depth=depth, batches_per_shard=batches_per_shard)
    assert len(made) == len(written) == 16
    # The batch in the making, and those behind it.
    assert max(ahead) <= 2 * depth
    assert depth == 1 or max(ahead) > 2
