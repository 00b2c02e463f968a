"""Rank correlations, against regression by hand and scipy."""

import numpy as np
import pytest
from scipy.stats import pearsonr, rankdata, spearmanr

from mmflexgen.evaluation.rank_correlation import partial_spearman, spearman
from mmflexgen.utils import InputError


def columns(num=40):
    """Two quantities that follow a third, with ties."""
    rng = np.random.default_rng(0)
    given = rng.random(num).round(1)
    first = given + rng.random(num)
    return first, (2 * given + rng.random(num) + 0.3 * first).round(1), given


def residual(ranks, *given):
    """What a least-squares fit by ``given`` leaves of ``ranks``."""
    design = np.stack([np.ones_like(ranks), *given], 1)
    weights, *_ = np.linalg.lstsq(design, ranks, rcond=None)
    return ranks - design @ weights


def test_spearman_is_scipys():
    first, second, _ = columns()
    assert spearman(first, second) == pytest.approx(
        spearmanr(first, second).statistic)
    assert spearman([1, 2, 9], [3, 2, 1]) == pytest.approx(-1)


def test_partial_is_the_correlation_of_residuals():
    first, second, given = columns()
    ranks = [rankdata(each) for each in (first, second, given)]
    expected = pearsonr(residual(ranks[0], ranks[2]),
                        residual(ranks[1], ranks[2])).statistic
    found = partial_spearman(first, second, given)
    assert found == pytest.approx(expected)
    assert abs(found) < abs(spearman(first, second))


def test_partial_given_two():
    first, second, given = columns()
    other = np.random.default_rng(1).random(len(given)) + first
    ranks = [rankdata(each) for each in (first, second, given, other)]
    assert partial_spearman(first, second, given, other) == pytest.approx(
        pearsonr(residual(ranks[0], *ranks[2:]),
                 residual(ranks[1], *ranks[2:])).statistic)
    # The same thing twice says no more.
    assert partial_spearman(first, second, given, given) == pytest.approx(
        partial_spearman(first, second, given))


def test_only_the_order_counts():
    first, second, given = columns()
    assert partial_spearman(np.exp(first), second**3, -given) == \
        pytest.approx(partial_spearman(first, second, given))


@pytest.mark.parametrize('values,message', [
    (([1, 2], [1, 2], [2, 1]), '2 samples have no rank correlation'),
    (([1, 1, 1], [1, 2, 3], [3, 1, 2]), 'is the same for all samples'),
    (([1, 2, 3, 4], [2, 1, 4, 3], [2, 4, 6, 8]), 'nothing is left'),
])
def test_what_has_no_correlation(values, message):
    with pytest.raises(InputError, match=message):
        partial_spearman(*values)
