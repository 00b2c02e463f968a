"""The mixture holds in every window, on every process."""

from itertools import islice

import pytest
from mmengine.dataset import ConcatDataset
from mmengine.dist import get_dist_info
from numbered import Numbered

from mmflexgen.datasets.samplers import mixed_ratio_sampler
from mmflexgen.registry import DATA_SAMPLERS
from mmflexgen.utils import InputError


def sampler(sizes=(10, 400), ratios=(0.25, 0.75), seed=3, **kwargs):
    dataset = ConcatDataset([Numbered('x', size) for size in sizes])
    return DATA_SAMPLERS.build(
        dict(type='mmflexgen.MixedRatioSampler', ratios=ratios, seed=seed,
             **kwargs),
        default_args=dict(dataset=dataset))


def epochs(built, numbers):
    result = []
    for number in numbers:
        built.set_epoch(number)
        result.append(list(built))
    return result


@pytest.mark.parametrize('ratios', [(0.25, 0.75), (1, 1), (0.37, 0.63),
                                    (3, 1)])
def test_every_window_holds_the_ratio(ratios):
    indices = list(islice(sampler(ratios=ratios), 1200))
    real = [index < 10 for index in indices]
    share = ratios[0] / sum(ratios)
    for window in (4, 16, 64):
        for start in range(0, len(real) - window):
            count = sum(real[start:start + window])
            assert abs(count - share * window) <= 1


def test_each_part_is_walked_without_replacement():
    indices = list(islice(sampler(ratios=(1, 1)), 800))
    real = [index for index in indices if index < 10]
    synthetic = [index for index in indices if index >= 10]
    for start in range(0, 400, 10):
        assert sorted(real[start:start + 10]) == list(range(10))
    assert sorted(synthetic) == list(range(10, 410))
    assert real[:10] != real[10:20]


def test_seed_decides_the_order():
    first = list(islice(sampler(seed=3), 100))
    assert first == list(islice(sampler(seed=3), 100))
    assert first != list(islice(sampler(seed=4), 100))


def test_zero_leaves_a_part_out():
    indices = list(islice(sampler(ratios=(0, 1)), 50))
    assert min(indices) >= 10


def test_processes_share_the_work(monkeypatch):
    """Two ranks see disjoint samples, both in the ratio."""
    seen = []
    for rank in range(2):
        monkeypatch.setattr(mixed_ratio_sampler, 'get_dist_info',
                            lambda rank=rank: (rank, 2))
        seen.append(list(islice(sampler(ratios=(1, 1)), 400)))
    for indices in seen:
        assert sum(index < 10 for index in indices) == 200
    synthetic = [{index for index in indices if index >= 10}
                 for indices in seen]
    assert len(synthetic[0]) == len(synthetic[1]) == 200
    assert not synthetic[0] & synthetic[1]
    assert get_dist_info() == (0, 1)


def test_epochs_hold_the_ratio_and_go_on_where_the_last_ended():
    drawn = epochs(sampler(ratios=(1, 1), epoch_size=8), range(100))
    for epoch in drawn:
        assert len(epoch) == 8
        assert sum(index < 10 for index in epoch) == 4
    real = [index for epoch in drawn for index in epoch if index < 10]
    for start in range(0, 400, 10):
        assert sorted(real[start:start + 10]) == list(range(10))
    synthetic = [index for epoch in drawn for index in epoch if index >= 10]
    assert sorted(synthetic) == list(range(10, 410))


def test_an_epoch_depends_on_its_number_alone():
    drawn = epochs(sampler(epoch_size=30), range(5))
    assert drawn[0] != drawn[1]
    assert epochs(sampler(epoch_size=30), [3, 1]) == [drawn[3], drawn[1]]
    assert len(sampler(epoch_size=30)) == 30
    assert len(sampler()) == 410


def test_processes_share_an_epoch(monkeypatch):
    seen = []
    for rank in range(3):
        monkeypatch.setattr(mixed_ratio_sampler, 'get_dist_info',
                            lambda rank=rank: (rank, 3))
        # 4 synthetic samples in each epoch of a process.
        built = sampler(ratios=(1, 1), epoch_size=22)
        assert len(built) == 8
        seen.append(sum(epochs(built, range(10)), []))
    for start in range(0, 80, 8):
        for indices in seen:
            assert sum(i < 10 for i in indices[start:start + 8]) == 4
    synthetic = [index for indices in seen for index in indices
                 if index >= 10]
    assert len(set(synthetic)) == len(synthetic) == 120
    # In step, three processes use up the ten real ones before any comes
    # again.
    real = [[index for index in indices if index < 10] for indices in seen]
    order = [index for step in zip(*real) for index in step]
    assert sorted(order[:10]) == sorted(order[110:120]) == list(range(10))


def test_parts_and_ratios_must_fit():
    with pytest.raises(InputError, match='3 ratios for a dataset of 2'):
        sampler(ratios=(1, 1, 1))
    with pytest.raises(InputError, match='negative'):
        sampler(ratios=(-1, 2))
    with pytest.raises(InputError, match='epoch_size=0'):
        sampler(epoch_size=0)


def test_an_empty_part_needs_the_ratio_zero():
    both = ConcatDataset([
        Numbered('x', size, serialize_data=False) for size in (5, 0)])
    with pytest.raises(InputError, match='part 1 .* is empty'):
        mixed_ratio_sampler.MixedRatioSampler(both, (1, 1))
    found = mixed_ratio_sampler.MixedRatioSampler(both, (1, 0), epoch_size=5)
    assert sorted(found) == list(range(5))
