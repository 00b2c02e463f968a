"""Images that were seen before."""

from array import array
from collections import defaultdict
from typing import Any, Dict, Iterable, Iterator, List, Tuple

import numpy as np

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError

BITS = 64
# Wider, and a band is so narrow that its buckets hold a good part of all.
MAX_DISTANCE = 15


@TASK_UTILS.register_module()
class NearDuplicates:
    """Leaves out samples whose image looks like an earlier one's.

    Needs :class:`mmflexgen.synthesis.filters.PerceptualHash` among the
    filters. The first of a group stays.

    Args:
        max_distance: bits, of 64, in which the hashes of two images that
            look alike may differ; 0 to 15.

    Raises:
        InputError: another distance; on use, a sample without a hash.
    """

    def __init__(self, max_distance: int = 4) -> None:
        if not 0 <= max_distance <= MAX_DISTANCE:
            raise InputError(
                f'max_distance of NearDuplicates is {max_distance}; it must '
                f'be from 0 to {MAX_DISTANCE}')
        self.max_distance = max_distance

    def __call__(self, lines: Iterable[Dict[str, Any]]
                 ) -> Iterator[Tuple[int, str]]:
        """(id, 'near-duplicate') of every sample to leave out."""
        kept = HashIndex(self.max_distance)
        for line in lines:
            value = _read_hash(line)
            if kept.has_near(value):
                yield line['id'], 'near-duplicate'
            else:
                kept.add(value)


class HashIndex:
    """64-bit hashes among which near ones are found quickly.

    Two hashes that differ in k bits agree on one of k + 1 bands of bits, at
    least: the pigeonhole principle. Only hashes that share a band with the
    one in question are compared.

    Args:
        max_distance: k.
    """

    def __init__(self, max_distance: int) -> None:
        self.max_distance = max_distance
        edges = [BITS * band // (max_distance + 1)
                 for band in range(max_distance + 2)]
        self._bands = [(low, (1 << high - low) - 1)
                       for low, high in zip(edges, edges[1:])]
        self._buckets: List[Dict[int, array]] = [
            defaultdict(lambda: array('Q')) for _ in self._bands]

    def add(self, value: int) -> None:
        """Puts a hash in, 0 to 2^64 - 1."""
        for buckets, key in zip(self._buckets, self._keys(value)):
            buckets[key].append(value)

    def has_near(self, value: int) -> bool:
        """Whether a hash within ``max_distance`` bits was put in."""
        for buckets, key in zip(self._buckets, self._keys(value)):
            if key not in buckets:
                continue
            others = np.frombuffer(buckets[key], np.uint64)
            differing = np.bitwise_count(others ^ np.uint64(value))
            if differing.min() <= self.max_distance:
                return True
        return False

    def _keys(self, value: int) -> Iterator[int]:
        """The value's bits in each band."""
        return (value >> low & mask for low, mask in self._bands)


def _read_hash(line: Dict[str, Any]) -> int:
    try:
        return int(line['hashes']['perceptual'], 16)
    except KeyError as error:
        raise InputError(
            f'NearDuplicates finds no perceptual hash of sample {line["id"]} '
            'in the manifest; put PerceptualHash into synthesis.filters and '
            'make the dataset anew') from error
