"""Changes to a composition; with the same seed, the scene's other half.

Objects are numbered in the order of the composition, from 0. All functions
return a new composition, in which numbers may differ.
"""

from typing import List, Tuple

from ..structures import Composition
from ..structures.box import Box
from ..utils import InputError

Objects = List[Tuple[Box, str]]


def move(composition: Composition, index: int, right: float,
         down: float) -> Composition:
    """Move an object by parts of the image's width and height.

    It stops at the border, and keeps its size.
    """
    (x1, y1, x2, y2), name = _object(composition, index)
    right = min(max(right, -x1), 1 - x2)
    down = min(max(down, -y1), 1 - y2)
    return _replaced(composition, index, (
        # Sums may pass the border by a rounding.
        max(x1 + right, 0.), max(y1 + down, 0.), min(x2 + right, 1.),
        min(y2 + down, 1.)), name)


def resize(composition: Composition, index: int, width: float,
           height: float) -> Composition:
    """Give an object another size about its centre.

    Args:
        composition: the scene.
        index: of the object.
        width, height: factors above 0; what leaves the image is cut off.
    """
    (x1, y1, x2, y2), name = _object(composition, index)
    if width <= 0 or height <= 0:
        raise InputError(f'an object cannot be resized by {width:g} x '
                         f'{height:g}: give factors above 0')
    half = (x2 - x1) / 2 * width, (y2 - y1) / 2 * height
    centre = (x1 + x2) / 2, (y1 + y2) / 2
    return _replaced(composition, index, (
        max(centre[0] - half[0], 0.), max(centre[1] - half[1], 0.),
        min(centre[0] + half[0], 1.), min(centre[1] + half[1], 1.)), name)


def retype(composition: Composition, index: int,
           category: str) -> Composition:
    """Make an object one of another category."""
    box, _ = _object(composition, index)
    return _replaced(composition, index, box, category)


def add(composition: Composition, box: Box, category: str) -> Composition:
    """One object more."""
    return Composition((*composition.boxes, tuple(box)),
                       (*composition.categories, category))


def remove(composition: Composition, index: int) -> Composition:
    """One object less."""
    _object(composition, index)
    rest = [each for number, each in enumerate(_objects(composition))
            if number != index]
    return _of(rest)


def _objects(composition: Composition) -> Objects:
    return list(zip(composition.boxes, composition.categories))


def _of(objects: Objects) -> Composition:
    return Composition(tuple(box for box, _ in objects),
                       tuple(name for _, name in objects))


def _object(composition: Composition, index: int) -> Tuple[Box, str]:
    if not 0 <= index < len(composition):
        raise InputError(
            f'there is no object {index}: the composition has '
            f'{len(composition)}, numbered from 0')
    return composition.boxes[index], composition.categories[index]


def _replaced(composition: Composition, index: int, box: Box,
              name: str) -> Composition:
    objects = _objects(composition)
    objects[index] = (box, name)
    return _of(objects)
