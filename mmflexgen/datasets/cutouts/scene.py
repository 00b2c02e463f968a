"""Cut-outs on a ground, rendered with the mask of each."""

import math
from dataclasses import dataclass
from typing import List, Tuple

import numpy as np

from ..shapesworld.rasterize import SUPERSAMPLING, rasterize
from .silhouettes import SILHOUETTES, Polygons
from .surfaces import draw_ground, draw_surface

# Length of a cut-out in units of the image side.
LENGTHS = (0.2, 0.62)
MAX_OBJECTS = 6
# An object counts if so many of the image's pixels show it.
MIN_AREA = 0.012
# Share of objects that have a second one of the same kind and look.
TWINS = 0.25


@dataclass
class CutoutScene:
    """A picture with its objects.

    Attributes:
        image: uint8 (S, S, 3), RGB.
        masks: bool (K, S, S), what is seen of each object; K is 1 or more.
        kinds: (K,) equal numbers for objects of one kind and look.
    """

    image: np.ndarray
    masks: np.ndarray
    kinds: np.ndarray


def _place(rng: np.random.Generator, polygons: Polygons) -> Polygons:
    """Turned, stretched and moved into the image, by chance."""
    turn, length = rng.uniform(0, 2 * math.pi), rng.uniform(*LENGTHS)
    stretch = rng.uniform(0.75, 1.3) * rng.choice((-1, 1))
    c, s = math.cos(turn), math.sin(turn)
    matrix = length * np.array([[c * stretch, -s], [s * stretch, c]])
    centre = rng.uniform(0.08, 0.92, 2)
    return [polygon @ matrix.T + centre for polygon in polygons]


def _cast_shadow(rng: np.random.Generator, image: np.ndarray,
                 alpha: np.ndarray) -> None:
    """Darkens the ground beside an object, softly."""
    shift = rng.integers(-5, 6, 2) * image.shape[0] // 64
    shadow = np.roll(alpha, shift, axis=(0, 1))
    for axis in (0, 1):
        for step in (1, 2):
            shadow = (np.roll(shadow, step, axis) + shadow
                      + np.roll(shadow, -step, axis)) / 3
    image *= 1 - rng.uniform(0.1, 0.4) * shadow[..., None]


def _soften(image: np.ndarray) -> np.ndarray:
    """Blurred over three pixels, as an autoencoder's images are."""
    for axis in (0, 1):
        image = (np.roll(image, 1, axis) + 2 * image
                 + np.roll(image, -1, axis)) / 4
    return image


def draw_cutouts(seed: Tuple[int, ...], size: int = 64) -> CutoutScene:
    """A scene that follows from its seed.

    Args:
        seed: non-negative integers; equal ones give equal scenes.
        size: side of the image in pixels.
    """
    rng = np.random.default_rng(seed)
    ground = draw_ground(rng, size)
    image = ground.copy()
    ids = np.zeros((size, size), np.int64)
    kinds: List[int] = []
    names = list(SILHOUETTES)
    while not kinds or len(kinds) < rng.integers(1, MAX_OBJECTS + 1):
        shape = SILHOUETTES[names[rng.integers(len(names))]](rng)
        surface = draw_surface(rng, size, ground.mean(axis=(0, 1)))
        for _ in range(2 if rng.random() < TWINS else 1):
            cover = rasterize(_place(rng, shape), size).astype(np.float32)
            alpha = cover / SUPERSAMPLING**2
            if rng.random() < 0.5:
                _cast_shadow(rng, image, alpha)
            image += alpha[..., None] * (surface - image)
            kinds.append(len(kinds) if _ == 0 else kinds[-1])
            ids[alpha >= 0.5] = len(kinds)
    if rng.random() < 0.5:
        image = _soften(image)
    image += rng.normal(0, rng.uniform(0, 4), image.shape)
    masks = ids == np.arange(1, len(kinds) + 1)[:, None, None]
    seen = masks.mean(axis=(1, 2)) >= MIN_AREA
    if not seen.any():
        return draw_cutouts((*seed, 1), size)
    return CutoutScene(np.clip(image + 0.5, 0, 255).astype(np.uint8),
                       masks[seen], np.array(kinds)[seen])
