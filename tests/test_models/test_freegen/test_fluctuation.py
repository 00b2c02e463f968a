"""Equation 4 by hand."""

import pytest
import torch

from mmflexgen.models.freegen import TemporalFluctuation, fluctuation
from mmflexgen.utils import InputError


def test_by_hand():
    masks = torch.rand(3, 2, 4, 5, generator=torch.Generator().manual_seed(0))
    found = fluctuation(masks)
    shares = fluctuation(masks, per_area=True)
    for entity in range(2):
        total = area = 0.
        for h in range(4):
            for w in range(5):
                mean = sum(float(masks[i, entity, h, w])
                           for i in range(3)) / 3
                area += mean / 20
                for i in range(3):
                    total += abs(float(masks[i, entity, h, w]) - mean)
        assert float(found[entity]) == pytest.approx(total / 60, rel=1e-5)
        assert float(shares[entity]) == pytest.approx(total / 60 / area,
                                                      rel=1e-5)


def test_what_does_not_change_is_steady():
    masks = torch.rand(1, 2, 4, 4).expand(4, -1, -1, -1)
    assert fluctuation(masks).max() < 1e-6
    assert not fluctuation(torch.zeros(4, 1, 2, 2), per_area=True).any()


def test_values_are_means_over_a_samples_own_entities():
    maps = torch.rand(2, 3, 2, 4, 4,
                      generator=torch.Generator().manual_seed(1))
    factor = TemporalFluctuation(1000, 2)
    values = factor.values(list(maps), [2, 1, 0], (4, 4))
    low, high = maps.amin((-2, -1), True), maps.amax((-2, -1), True)
    masks = (maps - low) / (high - low)
    assert values[0] == pytest.approx(
        fluctuation(masks[:, 0]).mean().item(), rel=1e-4)
    assert values[1] == pytest.approx(
        fluctuation(masks[:, 1, :1]).item(), rel=1e-4)
    assert values[2] == 0


def test_timesteps():
    assert TemporalFluctuation(1000).timesteps == [125, 375, 625, 875]
    assert TemporalFluctuation(1000, [1, 500]).timesteps == [1, 500]
    for wrong in (1, [0, 5], [5, 1001], [7]):
        with pytest.raises(InputError, match='fluctuation.timesteps is'):
            TemporalFluctuation(1000, wrong)
    with pytest.raises(InputError, match="source is 'noise'"):
        TemporalFluctuation(1000, source='noise')
