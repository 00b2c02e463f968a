"""Polygons to coverage masks, the same on every machine.

Only additions, multiplications, comparisons and integer sums are used, so
the result does not depend on the drawing library or its version.
"""

from typing import Sequence

import numpy as np

SUPERSAMPLING = 4


def rasterize(polygons: Sequence[np.ndarray], size: int) -> np.ndarray:
    """Coverage of each pixel by a set of polygons (non-zero winding).

    Args:
        polygons: closed outlines, each (K, 2) float64 (x, y) in units of
            the image side. Equal orientation unites, opposite orientation
            cuts a hole.
        size: side of the image in pixels.

    Returns:
        uint8 (size, size), samples covered of ``SUPERSAMPLING ** 2``.
    """
    fine = size * SUPERSAMPLING
    start = np.concatenate(polygons) * fine
    end = np.concatenate([np.roll(p, -1, axis=0) for p in polygons]) * fine
    # Only the rows that the outline touches are sampled, at their centres.
    low = max(0, int(np.floor(start[:, 1].min())))
    high = min(fine, int(np.ceil(start[:, 1].max())))
    coverage = np.zeros((size, size), dtype=np.uint8)
    if high <= low:
        return coverage
    low -= low % SUPERSAMPLING
    high += -high % SUPERSAMPLING
    rows = np.arange(low, high)
    y = rows[:, None] + 0.5
    y0, y1 = start[:, 1], end[:, 1]
    crosses = (np.minimum(y0, y1) <= y) & (y < np.maximum(y0, y1))
    row, edge = np.nonzero(crosses)
    height = y1[edge] - y0[edge]
    x = (start[edge, 0]
         + (y[row, 0] - y0[edge]) / height * (end[edge, 0] - start[edge, 0]))
    column = np.clip(np.ceil(x - 0.5), 0, fine).astype(np.int64)
    turns = np.zeros((len(rows), fine + 1), dtype=np.int8)
    np.add.at(turns, (row, column), np.where(height > 0, 1, -1).astype('i1'))
    inside = np.cumsum(turns[:, :fine], axis=1, dtype=np.int8) != 0
    blocks = inside.reshape(len(rows) // SUPERSAMPLING, SUPERSAMPLING, size,
                            SUPERSAMPLING)
    coverage[low // SUPERSAMPLING:high // SUPERSAMPLING] = blocks.sum(
        axis=(1, 3), dtype=np.uint8)
    return coverage
