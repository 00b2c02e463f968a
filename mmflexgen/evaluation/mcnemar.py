"""Whether two yes-or-no results on the same cases differ (McNemar 1947)."""

from math import comb
from typing import Dict, Sequence, Union

import numpy as np


def mcnemar(first: Sequence[bool], second: Sequence[bool]
            ) -> Dict[str, Union[int, float]]:
    """The exact, two-sided test on the cases in which the two disagree.

    Args:
        first, second: results of each case.

    Returns:
        dict: ``both``, ``only_first``, ``only_second`` and ``neither``,
        counts of cases, and ``p``: how likely disagreements are to be split
        as unevenly as this, were both sides as likely.
    """
    one, other = np.asarray(first, bool), np.asarray(second, bool)
    if one.shape != other.shape:
        raise ValueError(f'{len(one)} and {len(other)} results are not of '
                         'the same cases')
    fewer, more = sorted((int((one & ~other).sum()),
                          int((other & ~one).sum())))
    total = fewer + more
    # Python divides whole numbers of any size.
    tail = sum(comb(total, k) for k in range(fewer + 1))
    return dict(both=int((one & other).sum()),
                only_first=int((one & ~other).sum()),
                only_second=int((other & ~one).sum()),
                neither=int((~one & ~other).sum()),
                p=min(1., 2 * tail / 2**total))
