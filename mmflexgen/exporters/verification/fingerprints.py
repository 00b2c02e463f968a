"""Which of many items are equal, at 8 bytes an item."""

import hashlib
from typing import Iterator, Tuple

import numpy as np


def fingerprint(data: bytes) -> int:
    """64 bits of the SHA-256, never 0."""
    digest = hashlib.sha256(data).digest()
    return int.from_bytes(digest[:8], 'little') or 1


class Fingerprints:
    """One for each of a known number of items; 0 where there is none.

    Two different ones of a million items are alike once in 40 million
    times, so whoever needs to be sure compares the items themselves.

    Args:
        count: items.
    """

    def __init__(self, count: int) -> None:
        self.values = np.zeros(count, np.uint64)

    def repeats(self) -> Iterator[Tuple[int, int]]:
        """Items that are like an earlier one, and the first of these."""
        order = np.argsort(self.values, kind='stable')
        ranked = self.values[order]
        alike = np.flatnonzero((ranked[1:] == ranked[:-1]) & (ranked[1:] > 0))
        pairs, last, first = [], -1, 0
        for place in alike.tolist():
            if place != last + 1 or not pairs:
                first = int(order[place])
            pairs.append((int(order[place + 1]), first))
            last = place
        yield from sorted(pairs)

    def sort(self) -> None:
        """Gives up which item is which, for :meth:`__contains__`."""
        self.values.sort()

    def __contains__(self, value: int) -> bool:
        """Whether a sorted one holds a fingerprint."""
        place = int(np.searchsorted(self.values, np.uint64(value)))
        return place < len(self.values) and int(self.values[place]) == value
