"""Colours of cut-outs and of what they lie on: none of ShapesWorld's."""

import math
from typing import Callable, Dict

import numpy as np

Random = np.random.Generator


def _coordinates(size: int) -> np.ndarray:
    """(2, S, S) x and y of the pixels' centres, 0 to 1."""
    grid = (np.arange(size) + 0.5) / size
    return np.stack(np.meshgrid(grid, grid))


def _slope(rng: Random, size: int) -> np.ndarray:
    """(S, S) distance along a random direction, in image sides."""
    bearing = rng.uniform(0, 2 * math.pi)
    x, y = _coordinates(size) - 0.5
    return x * math.cos(bearing) + y * math.sin(bearing)


def ramp(rng: Random, size: int) -> np.ndarray:
    """From one side to the other."""
    return 0.5 + _slope(rng, size)


def checks(rng: Random, size: int) -> np.ndarray:
    """A chessboard, in any direction."""
    bearing, period = rng.uniform(0, math.pi), rng.uniform(0.06, 0.2)
    x, y = _coordinates(size)
    c, s = math.cos(bearing), math.sin(bearing)
    return (np.floor((x * c + y * s) / period)
            + np.floor((y * c - x * s) / period)) % 2


def ripples(rng: Random, size: int) -> np.ndarray:
    """Circles around a point far off the middle."""
    x, y = _coordinates(size) - rng.uniform(-0.5, 1.5, 2)[:, None, None]
    return 0.5 + 0.5 * np.sin(
        2 * math.pi * np.hypot(x, y) / rng.uniform(0.08, 0.25))


def mottle(rng: Random, size: int) -> np.ndarray:
    """Soft patches of any size."""
    cells = int(rng.integers(3, 9))
    grid = rng.random((cells + 1, cells + 1))
    place = _coordinates(size)[0, 0] * cells
    index, part = place.astype(int), place % 1
    rows = (grid[index] * (1 - part)[:, None]
            + grid[index + 1] * part[:, None])
    return rows[:, index] * (1 - part) + rows[:, index + 1] * part


TEXTURES: Dict[str, Callable[[Random, int], np.ndarray]] = {
    function.__name__: function
    for function in (ramp, checks, ripples, mottle)
}


def draw_surface(rng: Random, size: int,
                 away_from: np.ndarray) -> np.ndarray:
    """A coloured, textured surface.

    Args:
        rng: draws colours and texture.
        size: side in pixels.
        away_from: RGB (3,) that the surface must be told from.

    Returns:
        float32 (S, S, 3), 0 to 255.
    """
    while True:
        colour = rng.uniform(0, 255, 3)
        if np.linalg.norm(colour - away_from) > 70:
            break
    texture = list(TEXTURES.values())[rng.integers(len(TEXTURES))]
    # Grey levels between the texture's extremes; per channel, so that hues
    # differ too.
    swing = rng.uniform(-1, 1, 3) * rng.uniform(10, 60)
    pattern = texture(rng, size)[..., None] - 0.5
    return np.clip(colour + pattern * swing, 0, 255).astype(np.float32)


def draw_ground(rng: Random, size: int) -> np.ndarray:
    """What cut-outs lie on: two sheets that meet along a line.

    Returns:
        float32 (S, S, 3), 0 to 255.
    """
    sheets = []
    for _ in range(2):
        colour = rng.uniform(20, 245, 3)
        shade = (ramp(rng, size)[..., None] - 0.5) * rng.uniform(-50, 50, 3)
        grain = (mottle(rng, size)[..., None] - 0.5) * rng.uniform(0, 25)
        sheets.append(colour + shade + grain)
    seam = _slope(rng, size) > rng.uniform(-0.35, 0.35)
    ground = np.where(seam[..., None], *sheets)
    return np.clip(ground, 0, 255).astype(np.float32)
