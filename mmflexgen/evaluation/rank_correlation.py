"""Rank correlation, and what is left of it given other quantities."""

from typing import Sequence

import numpy as np

from mmflexgen.utils import InputError


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation, -1 to 1.

    Args:
        first: n numbers, 3 or more.
        second: as many.

    Raises:
        InputError: too few numbers, or all of one side are equal.
    """
    return float(_correlations(first, second)[0, 1])


def partial_spearman(first: Sequence[float], second: Sequence[float],
                     *given: Sequence[float]) -> float:
    """The rank correlation of two quantities at fixed others, -1 to 1.

    Pearson's partial correlation of the ranks: of what is left of both when
    the best linear fit by the ranks of ``given`` is taken away.

    Args:
        first: n numbers, 3 or more.
        second: as many.
        given: one or more quantities, as many numbers each.

    Raises:
        InputError: as in :func:`spearman`, or the others fix the order of
            one of the two, of which nothing is left then.
    """
    table = _correlations(first, second, *given)
    fits = table[:2, 2:] @ np.linalg.pinv(table[2:, 2:]) @ table[2:, :2]
    left = table[:2, :2] - fits
    if min(left[0, 0], left[1, 1]) < 1e-9:
        raise InputError('what is given fixes the order of one of the two to '
                         'compare: nothing is left to correlate')
    return float(left[0, 1] / np.sqrt(left[0, 0] * left[1, 1]))


def _correlations(*columns: Sequence[float]) -> np.ndarray:
    """Pearson's correlations of the columns' ranks."""
    from scipy.stats import rankdata  # mmdet needs it, too
    ranks = np.stack([rankdata(column) for column in columns])
    if ranks.shape[1] < 3:
        raise InputError(f'{ranks.shape[1]} samples have no rank '
                         'correlation: give 3 or more')
    if not ranks.std(1).all():
        raise InputError('a quantity to correlate is the same for all '
                         'samples: it has no order')
    return np.corrcoef(ranks)
