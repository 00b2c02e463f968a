"""Nearest colours of all pixels at once, from a table of the RGB cube."""

from typing import Tuple

import numpy as np

# The cube is filled in cells of 8 x 8 x 8 colours.
_SIDE = 8
_CELLS = 256 // _SIDE
# Cells worked on at once: bounds the memory of the distances.
_CHUNK = 2048


def pack(image: np.ndarray) -> np.ndarray:
    """int32 (H, W): place of each pixel of uint8 (H, W, 3) in the table."""
    image = image.astype(np.int32)
    return image[..., 0] << 16 | image[..., 1] << 8 | image[..., 2]


def nearest_table(colours: np.ndarray, radius: float) -> np.ndarray:
    """The nearest colour of each of the 2^24 RGB values.

    Exact: equal to a search over all colours for each value. Of equally near
    colours the first one wins.

    Args:
        colours: (N, 3) whole numbers; N is at most 65535.
        radius: largest distance that counts, in grey levels.

    Returns:
        Index into ``colours``, 0 where none is within the radius, in the
        order of :func:`pack`: uint8 (2^24, ), or uint16 for more than 256
        colours.
    """
    colours = np.asarray(colours, np.int32)
    limit = int(radius ** 2)  # squared distances are whole numbers
    dtype = np.uint8 if len(colours) <= 256 else np.uint16
    # Axes: cell and place within the cell, for red, green and blue.
    table = np.empty((_CELLS, _SIDE) * 3, dtype)
    by_cell = table.transpose(0, 2, 4, 1, 3, 5)
    cells = np.argwhere(np.ones((_CELLS, ) * 3, bool)).astype(np.int32)
    inside = np.argwhere(np.ones((_SIDE, ) * 3, bool)).astype(np.int32)
    for start in range(0, len(cells), _CHUNK):
        chunk = cells[start:start + _CHUNK]
        rivals, certain = _candidates(chunk * _SIDE, colours, limit)
        # All values of most cells have one and the same answer.
        answer = np.repeat(np.where(certain, rivals.argmax(1), 0)[:, None],
                           len(inside), 1)
        counts = np.where(certain, 0, rivals.sum(1))
        for count in np.unique(counts[counts > 0]):
            mixed = np.flatnonzero(counts == count)
            indices = np.nonzero(rivals[mixed])[1].reshape(-1, count)
            values = chunk[mixed, None] * _SIDE + inside
            answer[mixed] = _search(values, colours, indices, limit)
        by_cell[tuple(chunk.T)] = answer.reshape(-1, *(_SIDE, ) * 3)
    return table.reshape(-1)


def _candidates(corners: np.ndarray, colours: np.ndarray,
                limit: int) -> Tuple[np.ndarray, np.ndarray]:
    """Colours that are the nearest of some value of a cell.

    Args:
        corners: (C, 3), lowest value of each cell.
        colours: (N, 3).
        limit: squared radius.

    Returns:
        rivals: bool (C, N); none where no value of the cell is within the
            radius of any.
        certain: bool (C, ), whether one answer holds for the whole cell.
    """
    low = corners[:, None] - colours
    high = low + _SIDE - 1
    # Squared distance to the nearest and to the farthest value of the cell.
    nearest = (np.maximum(np.maximum(low, -high), 0) ** 2).sum(-1)
    farthest = (np.maximum(abs(low), abs(high)) ** 2).sum(-1)
    bound = farthest.min(1)
    rivals = (nearest <= bound[:, None]) & (nearest <= limit)
    count = rivals.sum(1)
    certain = (count == 0) | (count == 1) & (bound <= limit)
    return rivals, certain


def _search(values: np.ndarray, colours: np.ndarray, indices: np.ndarray,
            limit: int) -> np.ndarray:
    """Nearest of K colours of its own for each of C cells of V values.

    Args:
        values: (C, V, 3).
        colours: (N, 3).
        indices: (C, K), ascending, into ``colours``.
        limit: squared radius.

    Returns:
        (C, V), indices into ``colours``; 0 beyond the radius.
    """
    best = np.full(values.shape[:2], limit + 1, np.int32)
    answer = np.zeros(values.shape[:2], np.int64)
    for column in indices.T:
        distance = ((values - colours[column][:, None]) ** 2).sum(-1)
        nearer = distance < best
        best = np.where(nearer, distance, best)
        answer = np.where(nearer, column[:, None], answer)
    return answer
