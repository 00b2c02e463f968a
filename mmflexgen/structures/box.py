"""Boxes in parts of an image."""

import math
from typing import Tuple

# x1, y1, x2, y2 as parts of the image's width and height, in [0, 1].
Box = Tuple[float, float, float, float]


def box_area(box: Box) -> float:
    """Part of the image, 0 to 1."""
    return (box[2] - box[0]) * (box[3] - box[1])


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(width, 0.) * max(height, 0.)
    return common / (box_area(one) + box_area(other) - common)


def scaled(box: Box, factor: float) -> Box:
    """A box of ``factor`` times the area about the same centre.

    No side gets longer than the image's. The box may leave the image:
    :func:`placed_at` moves it back.
    """
    result = []
    for axis in (0, 1):
        centre = (box[axis] + box[axis + 2]) / 2
        half = min((box[axis + 2] - box[axis]) * math.sqrt(factor), 1.) / 2
        result.append((centre - half, centre + half))
    (x1, x2), (y1, y2) = result
    return x1, y1, x2, y2


def placed_at(size: Box, where: Box) -> Box:
    """A box of one's size about the other's centre, within the image."""
    result = []
    for axis in (0, 1):
        length = size[axis + 2] - size[axis]
        low = (where[axis] + where[axis + 2] - length) / 2
        low = min(max(low, 0.), 1 - length)
        result.append((low, min(low + length, 1.)))
    (x1, x2), (y1, y2) = result
    return x1, y1, x2, y2
