"""The benchmark of FreeGen's cost, on the tiny model."""

import pytest


@pytest.fixture
def benchmark(benchmark_program):
    return benchmark_program('freegen_overhead')


@pytest.fixture
def args(benchmark, tiny_folder):
    return benchmark.parse_args([
        tiny_folder, '--num', '3', '--batch-size', '2', '--steps', '5',
        '--guidance', '2', '--resolution', '8'])


@pytest.mark.parametrize('source', ['renoise', 'trajectory', 'none'])
def test_ours_labels_what_it_draws(benchmark, args, source):
    args.fluctuation = source
    samples = benchmark.ours(args)(2)
    assert [sample.image.shape for sample in samples] == [(64, 64, 3)] * 2
    assert samples[0].sem_seg.shape == (64, 64)
    assert ('fluctuation' in samples[0].scores) == (source != 'none')


def test_the_pipeline_draws_as_many_of_the_same_size(benchmark, args):
    images = benchmark.bare(args)(2)
    assert [image.size for image in images] == [(64, 64)] * 2


def test_batches(benchmark, args, monkeypatch):
    counts = []
    monkeypatch.setattr(benchmark, 'bare', lambda args: counts.append)
    cost = benchmark.measure('bare', args)
    assert counts[-2:] == [2, 1] and cost.wall > 0 and cost.memory > 1


def test_verdict(benchmark, tiny_folder, monkeypatch, capsys):
    for ours, status in ((benchmark.Cost(10.9, 120.), 0),
                         (benchmark.Cost(11.1, 120.), 1),
                         (benchmark.Cost(9., 126.), 1)):
        found = dict(ours=ours, bare=benchmark.Cost(10., 100.))
        monkeypatch.setattr(benchmark, 'compare', lambda _, found=found: found)
        assert benchmark.main([tiny_folder]) == status
    assert 'ratio 1.260 (at most 1.25: NOT kept)' in capsys.readouterr().out
