"""How numbers are spread, in memory that does not grow with their number."""

from collections import Counter
from typing import List, Tuple


class Histogram:
    """Counts numbers by their first two digits."""

    def __init__(self) -> None:
        self._counts: Counter = Counter()

    def add(self, value: float) -> None:
        """Counts a finite number."""
        self._counts[float(f'{value:.2g}')] += 1

    def bars(self, most: int = 24) -> List[Tuple[float, float, int]]:
        """Bars of equal width: lower end, upper end, count.

        Args:
            most: bars; one if all numbers are alike.
        """
        if not self._counts:
            return []
        low, high = min(self._counts), max(self._counts)
        if low == high:
            return [(low, high, self._counts[low])]
        width = (high - low) / most
        counts = [0] * most
        for value, count in self._counts.items():
            counts[min(most - 1, int((value - low) / width))] += count
        return [(low + index * width, low + (index + 1) * width, count)
                for index, count in enumerate(counts)]
