"""Do two datasets mean the same by their labels?"""

from collections.abc import Mapping
from typing import Any, Dict, Sequence

import numpy as np

from mmflexgen.utils import InputError


def check_same_metainfo(first: Dict[str, Any], second: Dict[str, Any],
                        names: Sequence[str],
                        ignore_keys: Sequence[str] = ()) -> None:
    """Compare the metainfo of two datasets by value.

    mmengine's ``ConcatDataset`` tells a list from a tuple, and so refuses
    classes that came once from a class's ``METAINFO`` and once from a config
    that was written to disk. Here only the values count.

    Args:
        first: metainfo of the first dataset.
        second: metainfo of the second dataset.
        names: what to call the two.
        ignore_keys: keys that may differ.

    Raises:
        InputError: a key is missing in one of them or differs.
    """
    for key in [*first, *(key for key in second if key not in first)]:
        if key in ignore_keys:
            continue
        for name, metainfo in zip(names, (first, second)):
            if key not in metainfo:
                raise InputError(
                    f'the metainfo of the {name} dataset lacks {key!r}, '
                    'which the other has: give both the same metainfo, or '
                    f'add {key!r} to ignore_keys')
        a, b = _plain(first[key]), _plain(second[key])
        if a != b:
            raise InputError(
                f'{key} of the {names[0]} and the {names[1]} dataset differ '
                f'({_difference(a, b)}): give both the same metainfo, or add '
                f'{key!r} to ignore_keys')


def _plain(value: Any) -> Any:
    """The value with lists for tuples and arrays, dicts for mappings."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _difference(a: Any, b: Any) -> str:
    """A clause about the first difference of two plain values."""
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return f'{len(a)} and {len(b)} entries'
        place = next(i for i, pair in enumerate(zip(a, b))
                     if pair[0] != pair[1])
        return f'entry {place} is {a[place]!r} and {b[place]!r}'
    return f'{a!r} and {b!r}'
