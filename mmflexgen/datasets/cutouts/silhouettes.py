"""Outlines of cut-outs: none of ShapesWorld's categories.

Each function gives polygons about one unit across around the origin, y
downwards, as :func:`rasterize` of ShapesWorld takes them. What counts there
counts here: thin limbs, holes, points, bays, round and straight edges.
"""

import math
from typing import Callable, Dict, List

import numpy as np

Polygons = List[np.ndarray]
Random = np.random.Generator


def _around(radii: np.ndarray) -> np.ndarray:
    """Corners at equal angles and the given distances."""
    angles = 2 * math.pi * np.arange(len(radii)) / len(radii)
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)


def _along(line: np.ndarray, width: np.ndarray) -> np.ndarray:
    """A band of half-width ``width`` (K,) along points (K, 2)."""
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-6)
    side = ahead[:, ::-1] * (-1, 1) * width[:, None]
    return np.concatenate([line + side, (line - side)[::-1]])


def _upright(polygon: np.ndarray) -> np.ndarray:
    """The same outline, turning so that unions add up."""
    x, y = polygon.T
    turns = (x * np.roll(y, -1) - y * np.roll(x, -1)).sum()
    return polygon if turns > 0 else polygon[::-1]


def pebble(rng: Random) -> Polygons:
    """A lobed, irregular blob."""
    angles = 2 * math.pi * np.arange(40) / 40
    radii = np.full(40, 0.42)
    for waves in (2, 3, 4, 5):
        radii += (rng.uniform(0.02, 0.3 / waves)
                  * np.sin(waves * angles + rng.uniform(0, 2 * math.pi)))
    return [_around(np.maximum(radii, 0.12))]


def shard(rng: Random) -> Polygons:
    """Five to eight corners at uneven distances."""
    return [_around(rng.uniform(0.25, 0.58, rng.integers(5, 9)))]


def leaf(rng: Random) -> Polygons:
    """Pointed at both ends."""
    x = np.linspace(-0.58, 0.58, 24)
    bend = rng.uniform(-0.15, 0.15) * (1 - (x / 0.58)**2)
    half = rng.uniform(0.16, 0.3) * (1 - (x / 0.58)**2)
    return [_upright(_along(np.stack([x, bend], 1), half))]


def drop(rng: Random) -> Polygons:
    """Round at one end, pointed at the other."""
    angles = 2 * math.pi * np.arange(36) / 36
    sharp = rng.uniform(1.5, 2.6)
    return [np.stack([0.36 * np.sin(angles) * np.sin(angles / 2)**sharp,
                      0.5 * np.cos(angles)], axis=1)[::-1]]


def gear(rng: Random) -> Polygons:
    """Blunt teeth, at times around a hole."""
    teeth, depth = rng.integers(7, 12), rng.uniform(0.34, 0.42)
    polygons = [_around(np.tile([0.5, 0.5, depth, depth], teeth))]
    if rng.random() < 0.5:
        polygons.append(_around(np.full(20, rng.uniform(.12, .24)))[::-1])
    return polygons


def flower(rng: Random) -> Polygons:
    """Six to eight round petals."""
    angles = 2 * math.pi * np.arange(64) / 64
    petals, depth = rng.integers(6, 9), rng.uniform(0.08, 0.16)
    return [_around(0.4 + depth * np.cos(petals * angles))]


def frame(rng: Random) -> Polygons:
    """A box with a box cut out of it."""
    x, y = rng.uniform(0.3, 0.5, 2)
    box = np.array([(-x, -y), (x, -y), (x, y), (-x, y)])
    return [box, box[::-1] * rng.uniform(0.4, 0.7)]


def nut(rng: Random) -> Polygons:
    """A hexagon with a round hole."""
    return [_around(np.full(6, 0.52)),
            _around(np.full(20, rng.uniform(0.2, 0.32)))[::-1]]


def staple(rng: Random) -> Polygons:
    """A U with straight legs."""
    bar, leg = rng.uniform(0.12, 0.22), rng.uniform(0.1, 0.6)
    return [np.array([(-.45, -.4), (.45, -.4), (.45, leg), (.45 - bar, leg),
                      (.45 - bar, -.4 + bar), (-.45 + bar, -.4 + bar),
                      (-.45 + bar, .4), (-.45, .4)])]


def angle(rng: Random) -> Polygons:
    """An L."""
    a, b = rng.uniform(0.14, 0.3, 2)
    return [np.array([(-.42, -.48), (-.42 + a, -.48), (-.42 + a, .48 - b),
                      (.42, .48 - b), (.42, .48), (-.42, .48)])]


def tile(rng: Random) -> Polygons:
    """A slanted parallelogram."""
    slant, half = rng.uniform(0.15, 0.4), rng.uniform(0.18, 0.34)
    return [np.array([(-.5 + slant, -half), (.5, -half), (.5 - slant, half),
                      (-.5, half)])]


def worm(rng: Random) -> Polygons:
    """A winding band."""
    x = np.linspace(-0.55, 0.55, 36)
    y = rng.uniform(0.1, 0.26) * np.sin(
        rng.uniform(5, 10) * x + rng.uniform(0, 2 * math.pi))
    width = np.full(36, rng.uniform(0.07, 0.13))
    return [_upright(_along(np.stack([x, y], 1), width))]


def twig(rng: Random) -> Polygons:
    """A stem with branches: thin limbs in all directions."""
    width = rng.uniform(0.05, 0.085)

    def limb(start: np.ndarray, end: np.ndarray, half: float) -> np.ndarray:
        line = np.linspace(start, end, 4)
        return _upright(_along(line, np.full(4, half)))

    foot, tip = np.array([rng.uniform(-.15, .15), .55]), np.array([0., -.5])
    limbs = [limb(foot, tip, width)]
    for _ in range(rng.integers(3, 6)):
        start = foot + rng.uniform(0.2, 0.9) * (tip - foot)
        bearing = rng.uniform(-0.4, 0.9)
        length = rng.uniform(0.22, 0.42) * rng.choice((-1, 1))
        end = start + (length * math.cos(bearing),
                       -abs(length) * math.sin(bearing))
        limbs.append(limb(start, end, width * rng.uniform(0.7, 1.0)))
    if rng.random() < 0.5:
        limbs.append(_around(np.full(16, rng.uniform(.1, .15))) + tip)
    return limbs


SILHOUETTES: Dict[str, Callable[[Random], Polygons]] = {
    function.__name__: function
    for function in (pebble, shard, leaf, drop, gear, flower, frame, nut,
                     staple, angle, tile, worm, twig)
}
