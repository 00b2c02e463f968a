"""Silhouettes: one function per class, in a unit frame.

Each returns outlines around the origin, y downwards, about one unit across,
standing upright; :func:`rasterize` fills them. Proportions vary within a
class, so that the class is a shape and not a template.
"""

import math
from random import Random
from typing import Callable, Dict, List, Tuple

import numpy as np

Polygons = List[np.ndarray]


def _polar(radii: List[float], turn: float = -0.25) -> np.ndarray:
    """Corners at equal angles; ``turn`` (in turns) places the first."""
    count = len(radii)
    angles = [2 * math.pi * (turn + k / count) for k in range(count)]
    return np.array([(r * math.cos(a), r * math.sin(a))
                     for r, a in zip(radii, angles)])


def _ellipse(cx: float, cy: float, rx: float, ry: float,
             count: int = 32) -> np.ndarray:
    return _polar([1.0] * count) * (rx, ry) + (cx, cy)


def disc(rng: Random) -> Polygons:
    return [_ellipse(0, 0, 0.5, 0.5)]


def square(rng: Random) -> Polygons:
    return [np.array([(-.45, -.45), (.45, -.45), (.45, .45), (-.45, .45)])]


def triangle(rng: Random) -> Polygons:
    tip = rng.uniform(-0.08, 0.08)
    return [np.array([(tip, -.5), (.55, .42), (-.55, .42)])]


def star(rng: Random) -> Polygons:
    inner = rng.uniform(0.22, 0.27)
    return [_polar([0.56, inner] * 5)]


def cross(rng: Random) -> Polygons:
    a = rng.uniform(0.14, 0.18)
    return [np.array([(-a, -.5), (a, -.5), (a, -a), (.5, -a), (.5, a),
                      (a, a), (a, .5), (-a, .5), (-a, a), (-.5, a),
                      (-.5, -a), (-a, -a)])]


def ring(rng: Random) -> Polygons:
    hole = rng.uniform(0.24, 0.29)
    return [_ellipse(0, 0, .5, .5), _ellipse(0, 0, hole, hole)[::-1]]


def heart(rng: Random) -> Polygons:
    dip = rng.uniform(0.20, 0.26)
    left = [(-0.25 - 0.26 * math.cos(a), -0.2 - 0.26 * math.sin(a))
            for a in (math.pi * k / 10 for k in range(-2, 10))]
    right = [(-x, y) for x, y in reversed(left)]
    return [np.array(left + [(0.0, -0.2 + dip - 0.2)] + right + [(0., .5)])]


def crescent(rng: Random) -> Polygons:
    shift = rng.uniform(0.20, 0.26)
    outer = [2 * math.pi * (0.12 + 0.76 * k / 24) for k in range(25)]
    start = (0.5 * math.cos(outer[0]), 0.5 * math.sin(outer[0]))
    radius = math.hypot(start[0] - shift, start[1])
    bend = math.atan2(start[1], start[0] - shift)
    inner = [2 * math.pi - bend - (2 * math.pi - 2 * bend) * k / 24
             for k in range(25)]
    points = [(0.5 * math.cos(a), 0.5 * math.sin(a)) for a in outer]
    points += [(shift + radius * math.cos(a), radius * math.sin(a))
               for a in inner]
    return [np.array(points)]


def arrow(rng: Random) -> Polygons:
    shaft = rng.uniform(0.11, 0.15)
    neck = rng.uniform(0.0, 0.08)
    return [np.array([(-.55, -shaft), (neck, -shaft), (neck, -.38), (.55, 0),
                      (neck, .38), (neck, shaft), (-.55, shaft)])]


def hourglass(rng: Random) -> Polygons:
    waist = rng.uniform(0.05, 0.09)
    return [np.array([(-.4, -.5), (.4, -.5), (waist, 0), (.4, .5),
                      (-.4, .5), (-waist, 0)])]


def mushroom(rng: Random) -> Polygons:
    stem = rng.uniform(0.12, 0.17)
    cap = [(-0.55 * math.cos(math.pi * k / 20),
            0.02 - 0.5 * math.sin(math.pi * k / 20)) for k in range(21)]
    return [np.array(cap + [(stem, .02), (stem * 1.2, .5),
                            (-stem * 1.2, .5), (-stem, .02)])]


def _capsule(a: Tuple[float, float], b: Tuple[float, float],
             radius: float) -> np.ndarray:
    """A limb: a thick segment with round ends."""
    bearing = math.atan2(b[1] - a[1], b[0] - a[0])
    points = []
    for centre, first in ((a, 0.5), (b, -0.5)):
        points += [(centre[0] + radius * math.cos(bearing + math.pi * t),
                    centre[1] + radius * math.sin(bearing + math.pi * t))
                   for t in (first + k / 6 for k in range(7))]
    return np.array(points)


def figure_joints(rng: Random) -> np.ndarray:
    """A pose: (17, 2) joints in COCO's order, in the unit frame.

    The figure faces the viewer, so its left is the image's right.
    """
    head = (rng.uniform(-0.03, 0.03), -0.38)
    joints = [head]
    joints += [(head[0] + dx, head[1] + dy) for dx, dy in
               ((.035, -.03), (-.035, -.03), (.085, -.01), (-.085, -.01))]
    shoulders, elbows, wrists = [], [], []
    hips, knees, ankles = [], [], []
    for side in (1, -1):
        shoulder = (side * 0.12, -0.21)
        # Angles from hanging straight down, outwards positive.
        lift = rng.uniform(0.35, 2.5)
        bend = lift + rng.uniform(-0.5, 0.9)
        elbow = (shoulder[0] + side * 0.17 * math.sin(lift),
                 shoulder[1] + 0.17 * math.cos(lift))
        wrist = (elbow[0] + side * 0.16 * math.sin(bend),
                 elbow[1] + 0.16 * math.cos(bend))
        hip = (side * 0.075, 0.1)
        stride = rng.uniform(0.0, 0.55)
        shin = stride + rng.uniform(-0.35, 0.1)
        knee = (hip[0] + side * 0.2 * math.sin(stride),
                hip[1] + 0.2 * math.cos(stride))
        ankle = (knee[0] + side * 0.2 * math.sin(shin),
                 knee[1] + 0.2 * math.cos(shin))
        shoulders.append(shoulder)
        elbows.append(elbow)
        wrists.append(wrist)
        hips.append(hip)
        knees.append(knee)
        ankles.append(ankle)
    return np.array(joints + shoulders + elbows + wrists + hips + knees
                    + ankles)


def figure_outline(joints: np.ndarray) -> Polygons:
    """Head, torso and eight limbs around the joints, (17, 2)."""
    j = [tuple(p) for p in joints.tolist()]
    parts = [_ellipse(j[0][0], j[0][1], 0.115, 0.125, 20),
             np.array([(-.15, -.25), (.15, -.25), (.12, .13), (-.12, .13)])]
    for a, b in ((5, 7), (7, 9), (6, 8), (8, 10)):
        parts.append(_capsule(j[a], j[b], 0.055))
    for a, b in ((11, 13), (13, 15), (12, 14), (14, 16)):
        parts.append(_capsule(j[a], j[b], 0.065))
    return parts


SHAPES: Dict[str, Callable[[Random], Polygons]] = {
    function.__name__: function
    for function in (disc, square, triangle, star, cross, ring, heart,
                     crescent, arrow, hourglass, mushroom)
}
