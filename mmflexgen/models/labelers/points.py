"""Where to point at an entity, given a rough map of it."""

from typing import Tuple

import numpy as np


def far_points(response: np.ndarray, size: Tuple[int, int], count: int = 3,
               strong: float = 0.7) -> np.ndarray:
    """The strongest point, then points far apart among the strong ones.

    Each further point is the strong cell that is furthest from the nearest
    point before it; of several the stronger one. Where there are fewer
    strong cells than points, points repeat.

    Args:
        response: float (h, w), a grid over the image.
        size: (height, width) of the image in pixels.
        count: K, 1 or more.
        strong: a cell is strong from this share of the way between the
            weakest and the strongest, 0 to 1.

    Returns:
        float64 (K, 2), x and y in pixels, the first pixel's centre being 0.
    """
    low, high = response.min(), response.max()
    cells = np.argwhere(response >= low + strong * (high - low))
    strength = response[tuple(cells.T)]
    # Strongest first: of equally distant cells argmax takes the first.
    order = np.argsort(-strength, kind='stable')
    scale = np.array(size) / response.shape
    places = (cells[order] + 0.5) * scale - 0.5
    chosen = [0]
    distance = np.linalg.norm(places - places[0], axis=1)
    while len(chosen) < count:
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, np.linalg.norm(
            places - places[chosen[-1]], axis=1))
    return places[chosen][:, ::-1]
