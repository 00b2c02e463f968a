"""Colours as far apart as we can place them.

A palette is a packing of equal spheres whose centres lie in the RGB cube.
The best known packings of many spheres are lattices; those of few are not.
So the search starts from the widest of the lattices below and, for few
colours, from a greedy choice too, and then pushes the points apart. All of
it is integer arithmetic: every machine finds the same colours.
"""

from functools import lru_cache
from itertools import combinations_with_replacement, product
from typing import Iterator

import numpy as np

from mmflexgen.utils import InputError

IGNORE_COLOUR = (0, 0, 0)
MAX_COLOURS = 1000
# Above, no free arrangement that we found came up to a lattice.
_FREE_UP_TO = 64
_OFFSETS = np.array(list(product((-1, 0, 1), repeat=3)))
_ONE = 1 << 20  # of the fixed-point numbers below


def separated_palette(num_colours: int) -> np.ndarray:
    """Colours of a large minimum distance, also from black.

    Args:
        num_colours: 1 to 1000.

    Returns:
        uint8 (num_colours, 3), RGB. The first is the farthest from black,
        each next one the farthest from black and all before it.

    Raises:
        InputError: another number.
    """
    if not 1 <= num_colours <= MAX_COLOURS:
        raise InputError(f'a palette of {num_colours} colours was asked for; '
                         f'it can have 1 to {MAX_COLOURS}')
    return _search(num_colours + 1)[1:].astype(np.uint8)


def minimum_distance(colours: np.ndarray) -> float:
    """Smallest distance between two of the colours (N, 3) or to black, in
    grey levels."""
    points = np.vstack([IGNORE_COLOUR, np.asarray(colours, np.int64)])
    return float(np.sqrt(_spacing(points)))


@lru_cache(maxsize=None)
def _search(count: int) -> np.ndarray:
    """Points (count, 3), black first."""
    starts = [_farthest_first(_widest_lattice(count), count)]
    if count <= _FREE_UP_TO:
        axis = np.arange(0, 256, 15)
        grid = np.array(list(product(axis, repeat=3)))
        starts.append(_farthest_first(grid, count))
    found = starts + [_push_apart(points) for points in starts]
    # max() keeps the first of equals.
    return _farthest_first(max(found, key=_spacing), count)


def _squared_distances(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(N, 3) and (M, 3) to (N, M)."""
    return ((points[:, None] - others) ** 2).sum(-1)


def _spacing(points: np.ndarray) -> int:
    """Squared minimum distance."""
    distances = _squared_distances(points, points)
    return int(distances[np.triu_indices(len(points), 1)].min())


def _lattices(count: int) -> Iterator[np.ndarray]:
    """Box lattices with at least ``count`` points, black among them.

    Primitive, face-, body- and base-centred ones; each axis has a spacing
    of its own, so that the outermost points touch the cube's sides.
    """
    fewest = next(n for n in range(2, 99) if 4 * n ** 3 >= count)
    for shape in combinations_with_replacement(range(2, 4 * fewest), 3):
        if not count <= np.prod(shape) <= 5 * count + 60:
            continue
        cell = np.array(list(product(*map(range, shape))))
        points = (255 * cell * 2 + np.array(shape) - 1) // (
            2 * (np.array(shape) - 1))
        for centred in (np.ones(len(cell), bool),
                        cell.sum(1) % 2 == 0,
                        (cell % 2 == cell[:, :1] % 2).all(1),
                        (cell[:, 0] + cell[:, 1]) % 2 == 0):
            if centred.sum() >= count:
                yield points[centred]


def _widest_lattice(count: int) -> np.ndarray:
    """The lattice of the largest spacing; of equals, the smallest."""
    return max(_lattices(count),
               key=lambda points: (_lattice_spacing(points), -len(points)))


def _lattice_spacing(points: np.ndarray) -> int:
    # Rounding moves a neighbour by a level at most, and a lattice looks the
    # same from each point: a few of them tell enough to choose by.
    distances = _squared_distances(points[:8], points)
    return int(distances[distances > 0].min())


def _farthest_first(points: np.ndarray, count: int) -> np.ndarray:
    """``count`` of the points: the first one, then always the one that is
    farthest from those chosen."""
    chosen = [0]
    distances = _squared_distances(points[:1], points)[0]
    for _ in range(count - 1):
        chosen.append(int(distances.argmax()))
        distances = np.minimum(
            distances, _squared_distances(points[chosen[-1:]], points)[0])
    return points[chosen]


def _push_apart(points: np.ndarray) -> np.ndarray:
    """Moves each point but the first where its repulsion is least, in
    steps that shrink from 16 levels to 1."""
    points = points.copy()
    for step in (16, 8, 4, 2, 1):
        for _ in range(20):
            spacing = _spacing(points)
            moves = [_move(points, index, step, spacing)
                     for index in range(1, len(points))]
            if not any(moves):
                break
    return points


def _move(points: np.ndarray, index: int, step: int, spacing: int) -> bool:
    """Moves one point in place; says whether it moved."""
    places = points[index] + step * _OFFSETS
    places = places[((places >= 0) & (places <= 255)).all(1)]
    others = np.delete(points, index, 0)
    repulsion = _repulsion(_squared_distances(places, others), spacing)
    here = np.flatnonzero((places == points[index]).all(1))[0]
    best = repulsion.argmin()
    if repulsion[best] >= repulsion[here]:
        return False
    points[index] = places[best]
    return True


def _repulsion(distances: np.ndarray, spacing: int) -> np.ndarray:
    """Sum of (spacing / d^2)^32 over the last axis, in fixed point."""
    ratio = spacing * _ONE // np.maximum(distances, 1)
    for _ in range(5):
        # Held where squares still fit in 64 bits.
        ratio = np.minimum(ratio, _ONE << 10) ** 2 // _ONE
    return ratio.sum(-1)


def check_colours(colours: object, where: str) -> None:
    """Checks colours that come from outside.

    Args:
        colours: nested lists, (N, 3), 0 to 255.
        where: what they belong to; the start of the message.

    Raises:
        InputError: other shapes or values, two equal colours, or black.
    """
    try:
        array = np.asarray(colours)
    except ValueError:  # lists of unequal length
        array = np.zeros(0)
    if (array.ndim != 2 or array.shape[1] != 3 or array.dtype.kind not in 'iu'
            or not len(array) or array.min() < 0 or array.max() > 255):
        raise InputError(f'{where} must be a list of colours, each of three '
                         'whole numbers from 0 to 255')
    if not minimum_distance(array):
        raise InputError(f'{where} names a colour twice, or black, which '
                         'means ignore')
