"""Scenes as vectors: what stands where, in units of the image side.

A scene is drawn from a string seed with Python's own generator, whose
stream is fixed for good, so it is the same on every machine and at every
image size.
"""

import math
from dataclasses import dataclass, field
from random import Random
from typing import List, Optional, Sequence, Tuple

import numpy as np

from .classes import FOREGROUND
from .domains import Domain
from .rasterize import rasterize
from .shapes import SHAPES, figure_joints, figure_outline

# Depth in metres: the ground at the lower image edge and the far end.
NEAR, FAR = 1.85, 10.0
# An object of depth z covers about AREA_AT_1M / z^2 of the image.
AREA_AT_1M = 1.1
# Area range of the n-th scene size, n = 1 … 6, within 4 to 30 %.
AREAS = ((.08, .295), (.06, .24), (.05, .17), (.044, .12), (.044, .08),
         (.044, .06))
# Placement rejects crowded scenes more often than sparse ones.
COUNT_WEIGHTS = (.26, .26, .20, .13, .09, .06)
# A figure is thin: more area than this would not fit the image.
FIGURE_MAX_AREA = 0.125
MAX_SIDE = 0.86
# Tries to place an object, and how far two boxes may overlap.
PLACEMENTS, MAX_OVERLAP = 40, 0.4


@dataclass(eq=False)
class SceneObject:
    """One object.

    Attributes:
        category: class name.
        polygons: outlines in the image, units of the image side.
        centre: (x, y) of the shape's frame.
        base: y where it touches the ground.
        depth: metres.
        colour, texture: names from the domain.
        tint: RGB offset of the colour, and phase of the texture.
        joints: (17, 2) for a figure, in image units.
    """

    category: str
    polygons: List[np.ndarray]
    centre: Tuple[float, float]
    base: float
    depth: float
    colour: str
    texture: str
    tint: Tuple[float, float, float]
    phase: Tuple[int, int]
    joints: Optional[np.ndarray] = None

    @property
    def bounds(self) -> Tuple[float, float, float, float]:
        """(x0, y0, x1, y1), not clipped to the image."""
        points = np.concatenate(self.polygons)
        return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())


@dataclass
class Scene:
    """A background and its objects, the furthest first."""

    horizon: float
    ground: str
    sky: str
    ground_phase: Tuple[int, int]
    ground_tint: Tuple[float, float, float]
    # Low-contrast pebbles (x, y, radius, grey offset); empty if plain.
    clutter: List[Tuple[float, float, float, float]]
    objects: List[SceneObject] = field(default_factory=list)


def pick(rng: Random, items: Sequence, weights: Sequence[float] = None):
    """An item, by weight; Random.choice's stream may change, this not."""
    if weights is None:
        return items[int(rng.random() * len(items))]
    mark = rng.random() * sum(weights)
    for item, weight in zip(items, weights):
        mark -= weight
        if mark < 0:
            return item
    return items[-1]


def _distance(a: Sequence[float], b: Sequence[float]) -> float:
    return math.sqrt(sum((x - y) ** 2 for x, y in zip(a, b)))


def _silhouette(rng: Random, category: str, area: float):
    """Outlines of a given area around the origin, and joints or None."""
    joints = None
    if category == 'figure':
        joints = figure_joints(rng)
        polygons = figure_outline(joints)
        tilt = rng.uniform(-0.12, 0.12)
        area = min(area, FIGURE_MAX_AREA)
    else:
        polygons = SHAPES[category](rng)
        tilt = rng.uniform(-0.35, 0.35)
    aspect = rng.uniform(0.88, 1.14)
    mirror = pick(rng, (-1, 1)) if joints is None else 1
    c, s = math.cos(tilt), math.sin(tilt)
    matrix = np.array([[c * aspect * mirror, -s / aspect],
                       [s * aspect * mirror, c / aspect]])
    points = [_apply(p, matrix) for p in polygons]
    # Area in unit frames, on a canvas twice the unit.
    unit = float(rasterize([p / 2 + 0.5 for p in points], 48).sum())
    unit = unit / (48 * 48 * 16) * 4
    low, high = (np.concatenate(points).min(axis=0),
                 np.concatenate(points).max(axis=0))
    scale = min(math.sqrt(area / unit), MAX_SIDE / float((high - low).max()))
    if joints is not None:
        joints = _apply(joints, matrix) * scale
    return [p * scale for p in points], joints


def _apply(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """``points @ matrix.T`` without BLAS, whose rounding varies."""
    x, y = points[:, :1], points[:, 1:]
    return x * matrix[:, 0] + y * matrix[:, 1]


def _overlap(a, b) -> float:
    """Intersection of two boxes over the smaller one."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((r[2] - r[0]) * (r[3] - r[1]) for r in (a, b))
    return width * height / smaller


def draw_scene(seed: str, domain: Domain, categories: Sequence[str] = (),
               first: Optional[str] = None) -> Scene:
    """Draws a scene.

    Args:
        seed: any string; equal strings give equal scenes.
        domain: looks to draw from.
        categories: classes to draw from; all of them by default.
        first: category of the first object, to keep splits balanced.

    Returns:
        A scene of 1 to 6 objects that overlap in part at most.
    """
    rng = Random(seed)
    categories = categories or FOREGROUND
    ground = pick(rng, list(domain.grounds))
    sky = pick(rng, list(domain.skies))
    horizon = rng.uniform(0.26, 0.44)
    clutter = []
    if rng.random() < 0.5:
        for _ in range(4 + int(rng.random() * 8)):
            clutter.append((rng.random(), rng.uniform(horizon, 1.0),
                            rng.uniform(0.012, 0.04),
                            rng.uniform(-22.0, 22.0)))
    scene = Scene(
        horizon=horizon, ground=ground, sky=sky, clutter=clutter,
        ground_phase=(int(rng.random() * 64), int(rng.random() * 64)),
        ground_tint=tuple(rng.uniform(-8, 8) for _ in range(3)))

    count = pick(rng, range(1, 7), COUNT_WEIGHTS)
    backdrop = (domain.grounds[ground], domain.skies[sky][1])
    boxes = []
    for index in range(count):
        category = first if index == 0 and first else pick(rng, categories)
        colours = [name for name, rgb in domain.colours.items()
                   if min(_distance(rgb, b) for b in backdrop) > 75]
        colour = pick(rng, colours)
        for _ in range(PLACEMENTS):
            area = rng.uniform(*AREAS[count - 1])
            polygons, joints = _silhouette(rng, category, area)
            # Crowds stand in several rows: there, sizes differ more.
            spread = (0.93, 1.07) if count < 4 else (0.72, 1.1)
            depth = math.sqrt(AREA_AT_1M / area) * rng.uniform(*spread)
            base = horizon + (1 - horizon) * NEAR / depth
            low = np.concatenate(polygons).min(axis=0)
            high = np.concatenate(polygons).max(axis=0)
            width, height = (high - low).tolist()
            # One object in seven leaves the image by up to 30 % of its width.
            slack = -0.3 * width if rng.random() < 0.15 else 0.01
            left = rng.uniform(slack, max(slack, 1 - slack - width))
            base = max(base, height + 0.01)
            offset = (left - low[0], base - high[1])
            box = (left, base - height, left + width, base)
            if all(_overlap(box, other) < MAX_OVERLAP for other in boxes):
                break
        else:
            continue
        boxes.append(box)
        scene.objects.append(SceneObject(
            category=category, polygons=[p + offset for p in polygons],
            centre=(float(offset[0]), float(offset[1])), base=base,
            depth=depth, colour=colour,
            texture=pick(rng, list(domain.textures), (.4, .2, .2, .2)),
            tint=tuple(rng.uniform(-14, 14) for _ in range(3)),
            phase=(int(rng.random() * 64), int(rng.random() * 64)),
            joints=None if joints is None else joints + offset))
    scene.objects.sort(key=lambda item: -item.depth)
    return scene
