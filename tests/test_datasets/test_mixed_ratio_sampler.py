"""The mixture holds in every window, on every process."""

from itertools import islice

import pytest
from mmengine.dataset import BaseDataset, ConcatDataset
from mmengine.dist import get_dist_info

from mmflexgen.datasets.samplers import mixed_ratio_sampler
from mmflexgen.registry import DATA_SAMPLERS
from mmflexgen.utils import InputError


class Numbers(BaseDataset):
    """A dataset of given length."""

    def __init__(self, length):
        self.length = length
        super().__init__(metainfo=dict(classes=('a', )))

    def load_data_list(self):
        return [dict(value=index) for index in range(self.length)]


def sampler(sizes=(10, 400), ratios=(0.25, 0.75), seed=3):
    dataset = ConcatDataset([Numbers(size) for size in sizes])
    return DATA_SAMPLERS.build(
        dict(type='mmflexgen.MixedRatioSampler', ratios=ratios, seed=seed),
        default_args=dict(dataset=dataset))


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


def test_parts_and_ratios_must_fit():
    with pytest.raises(InputError, match='3 ratios for a dataset of 2'):
        sampler(ratios=(1, 1, 1))
    with pytest.raises(InputError, match='negative'):
        sampler(ratios=(-1, 2))
