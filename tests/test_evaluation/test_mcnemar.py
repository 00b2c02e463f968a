"""McNemar's test against scipy's binomial test."""

import numpy as np
import pytest

from mmflexgen.evaluation.mcnemar import mcnemar


@pytest.mark.parametrize('first, second', [
    (0, 0), (1, 0), (3, 3), (9, 2), (2, 9), (160, 90)])
def test_p_against_scipy(first, second):
    stats = pytest.importorskip('scipy.stats')
    one = np.array([1] * first + [0] * second + [1] * 5 + [0] * 4)
    other = np.array([0] * first + [1] * second + [1] * 5 + [0] * 4)
    found = mcnemar(one, other)
    expected = stats.binomtest(first, first + second).pvalue if (
        first + second) else 1.
    assert found.pop('p') == pytest.approx(expected)
    assert found == dict(both=5, only_first=first, only_second=second,
                         neither=4)


def test_other_cases():
    with pytest.raises(ValueError, match='1 and 2 results'):
        mcnemar([True], [True, False])
