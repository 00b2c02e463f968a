"""Seeded draws whose stream is fixed for good.

Only ``Random.random()`` is used: Python promises its sequence for a given
seed, and does not for ``choice``, ``sample`` or ``shuffle``.
"""

import hashlib
from random import Random
from typing import Any, Generic, List, Optional, Sequence, Tuple, TypeVar

T = TypeVar('T')

MAX_ATTEMPTS = 1 << 5
MAX_SAMPLES = 1 << 27
_MASK = (1 << 32) - 1


def stream(*keys: Any) -> Random:
    """A generator of its own for every combination of keys."""
    return Random('/'.join(str(key) for key in keys))


def pick(rng: Random, items: Sequence[T],
         weights: Optional[Sequence[float]] = None) -> T:
    """An item, by weight; all weigh the same by default."""
    if weights is None:
        return items[int(rng.random() * len(items))]
    mark = rng.random() * sum(weights)
    for item, weight in zip(items, weights):
        mark -= weight
        if mark < 0:
            return item
    return items[-1]


def shuffled(rng: Random, items: Sequence[T]) -> List[T]:
    """A new list in random order (Fisher-Yates)."""
    result = list(items)
    for last in range(len(result) - 1, 0, -1):
        other = int(rng.random() * (last + 1))
        result[last], result[other] = result[other], result[last]
    return result


def shares(rng: Random, weights: Sequence[float], total: int) -> List[int]:
    """Whole numbers with a sum of ``total``, in proportion to the weights.

    Each is its exact share rounded down or up, by chance, so that over many
    draws the mean is exact (systematic sampling).
    """
    mark = rng.random()
    scale = total / sum(weights)
    ends, upto = [0], 0.0
    for weight in weights[:-1]:
        upto += weight
        ends.append(int(upto * scale + mark))
    return [end - start for start, end in zip(ends, [*ends[1:], total])]


class Cycle(Generic[T]):
    """An endless sequence: shuffled rounds of ``len(items)`` elements.

    Every item comes up exactly once in each round, so counts never differ
    by more than one; with weights, as often as its share of the round,
    rounded down or up. Element i depends on the keys and i alone.

    Args:
        items: what to draw.
        keys: what tells this cycle's draws from others'.
        weights: above 0, one per item; all weigh the same by default.
    """

    def __init__(self, items: Sequence[T], *keys: Any,
                 weights: Optional[Sequence[float]] = None) -> None:
        self.items = items
        self.keys = keys
        self.weights = weights
        self._round = -1
        self._order: List[int] = []

    def __getitem__(self, index: int) -> T:
        round_, position = divmod(index, len(self.items))
        if round_ != self._round:
            rng = stream(*self.keys, round_)
            self._order = shuffled(rng, self._members(rng))
            self._round = round_
        return self.items[self._order[position]]

    def _members(self, rng: Random) -> Sequence[int]:
        """Positions of the items that a round holds."""
        everything = range(len(self.items))
        if self.weights is None:
            return everything
        counts = shares(rng, self.weights, len(self.items))
        return [index for index in everything for _ in range(counts[index])]


def draw_distinct(rng: Random, items: Sequence[T], count: int,
                  weights: Optional[Sequence[float]] = None) -> List[T]:
    """``count`` of the items, none twice, one after the other by weight."""
    if weights is None:
        return shuffled(rng, items)[:count]
    left, left_weights = list(items), list(weights)
    chosen = []
    for _ in range(count):
        index = pick(rng, range(len(left)), left_weights)
        chosen.append(left.pop(index))
        left_weights.pop(index)
    return chosen


def balanced_classes(anchors: Cycle[str], index: int, count: int,
                     rng: Random) -> Tuple[str, ...]:
    """Classes of prompt ``index``, none twice, in random order.

    One comes from the cycle, which keeps the classes balanced, or in
    proportion to their weights, over any run of prompts; the others are
    drawn from the rest, by weight too.

    Args:
        anchors: cycle over the prompt classes.
        index: number of the prompt.
        count: how many, from 1 to the number of classes.
        rng: the prompt's own generator.
    """
    anchor = anchors[index]
    rest = [name for name in anchors.items if name != anchor]
    weights = anchors.weights and [
        weight for name, weight in zip(anchors.items, anchors.weights)
        if name != anchor]
    others = draw_distinct(rng, rest, count - 1, weights)
    return tuple(shuffled(rng, [anchor, *others]))


def noise_seed(run_seed: int, sample_id: int, attempt: int) -> int:
    """Seed of one attempt's noise, in [0, 2^32).

    torch's CPU generator keeps 32 bits of its seed, so hashing alone would
    give two samples of a large run the same noise (birthday paradox). This
    is a permutation of the 2^32 numbers, chosen by the run seed: no two of
    a run's (sample_id, attempt) share one.
    """
    digest = hashlib.sha256(f'mmflexgen/{run_seed}'.encode()).digest()
    value = attempt * MAX_SAMPLES + sample_id
    for start in (0, 4, 8):
        value ^= int.from_bytes(digest[start:start + 4], 'little')
        # Finaliser of MurmurHash3: invertible step by step.
        value ^= value >> 16
        value = value * 0x85ebca6b & _MASK
        value ^= value >> 13
        value = value * 0xc2b2ae35 & _MASK
        value ^= value >> 16
    return value
