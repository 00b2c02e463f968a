"""A scene to pixels and labels, at any size."""

import math
from dataclasses import dataclass
from typing import List, Tuple

import numpy as np

from .classes import CLASSES, KEYPOINTS
from .domains import Domain
from .rasterize import SUPERSAMPLING, rasterize
from .scene import FAR, NEAR, Scene, SceneObject

SAMPLES = SUPERSAMPLING ** 2
# Share of light that still comes through haze at 1 m; colour of the haze.
HAZE_LENGTH, HAZE = 14.0, (190, 200, 210)
IGNORE_INDEX = 255


@dataclass
class Rendered:
    """An image with every annotation that ShapesWorld offers.

    Attributes:
        image: uint8 (S, S, 3), RGB.
        ids: uint8 (S, S), 0 background, i + 1 for ``objects[i]``.
        depth: uint16 (S, S), millimetres.
        objects: the visible objects, the furthest first.
        keypoints: per object (17, 3) of x, y in pixels and COCO
            visibility, or None for classes other than the figure.
    """

    image: np.ndarray
    ids: np.ndarray
    depth: np.ndarray
    objects: List[SceneObject]
    keypoints: List

    @property
    def sem_seg(self) -> np.ndarray:
        """uint8 (S, S), class indices."""
        lookup = [0] + [CLASSES.index(o.category) for o in self.objects]
        return np.array(lookup, dtype=np.uint8)[self.ids]

    @property
    def saliency(self) -> np.ndarray:
        """uint8 (S, S), 255 on every object at least half as large, as
        seen, as the largest."""
        areas = np.bincount(self.ids.ravel(),
                            minlength=len(self.objects) + 1)
        areas[0] = 0
        return np.where(2 * areas >= areas.max(), 255,
                        0).astype(np.uint8)[self.ids]


def void_contours(sem_seg: np.ndarray, width: int = 1) -> np.ndarray:
    """The label map with boundaries between classes set to 255, as VOC."""
    void = np.zeros(sem_seg.shape, dtype=bool)
    for axis in (0, 1):
        change = np.diff(sem_seg, axis=axis) != 0
        pad = [(0, 0), (0, 0)]
        for pad[axis] in ((0, 1), (1, 0)):
            void |= np.pad(change, pad)
    for _ in range(width - 1):
        wide = np.pad(void, 1)
        void = (void | wide[:-2, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2]
                | wide[1:-1, 2:])
    return np.where(void, IGNORE_INDEX, sem_seg).astype(np.uint8)


class Renderer:
    """Renders scenes of one domain at one size.

    Args:
        domain: looks.
        size: side of the image in pixels.
    """

    def __init__(self, domain: Domain, size: int = 64) -> None:
        self.domain = domain
        self.size = size
        self.noise = _noise(size)
        grid = (np.arange(size, dtype=np.float32) + 0.5) / size
        self.x, self.y = grid[None, :], grid[:, None]

    def __call__(self, scene: Scene) -> Rendered:
        image, depth = self._background(scene)
        covers = [rasterize(o.polygons, self.size) for o in scene.objects]
        ids = np.zeros((self.size, self.size), dtype=np.uint8)
        for index, (item, cover) in enumerate(zip(scene.objects, covers)):
            self._shadow(image, item)
            alpha = cover[..., None].astype(np.float32) / SAMPLES
            image += alpha * (self._surface(item) - image)
            ids[2 * cover >= SAMPLES] = index + 1
            depth[2 * cover >= SAMPLES] = round(item.depth * 1000)
        image = np.clip(image + 0.5, 0, 255).astype(np.uint8)
        return Rendered(image, ids, depth, scene.objects,
                        [_keypoints(o, ids, i + 1)
                         for i, o in enumerate(scene.objects)])

    def _haze(self, colour: np.ndarray, depth: float) -> np.ndarray:
        share = 1 - math.exp(-(depth - NEAR) / HAZE_LENGTH)
        haze = np.array(HAZE, dtype=np.float32)
        if self.domain.grain > 15:  # a dark world has dark haze
            haze = haze * np.float32(0.3)
        return colour + np.float32(share) * (haze - colour)

    def _background(self, scene: Scene) -> Tuple[np.ndarray, np.ndarray]:
        size = self.size
        image = np.empty((size, size, 3), dtype=np.float32)
        depth = np.empty((size, size), dtype=np.uint16)
        top, low = (np.array(c, dtype=np.float32)
                    for c in self.domain.skies[scene.sky])
        ground = np.array(self.domain.grounds[scene.ground], np.float32)
        ground += np.array(scene.ground_tint, dtype=np.float32)
        grain = np.roll(self.noise, scene.ground_phase, axis=(0, 1))
        for row in range(size):
            y = (row + 0.5) / size
            if y < scene.horizon:
                image[row] = top + np.float32(y / scene.horizon) * (low - top)
                depth[row] = round(FAR * 1000)
                continue
            metres = min(FAR, (1 - scene.horizon) * NEAR
                         / max(y - scene.horizon, 1e-6))
            colour = self._haze(ground, metres)
            near = np.float32(self.domain.grain * NEAR / metres)
            image[row] = colour + near * grain[row][:, None]
            depth[row] = round(metres * 1000)
        for x, y, radius, offset in scene.clutter:
            inside = ((self.x - x) ** 2 + 4 * (self.y - y) ** 2) < radius ** 2
            image[inside] += np.float32(offset)
        return image, depth

    def _shadow(self, image: np.ndarray, item: SceneObject) -> None:
        x0, _, x1, _ = item.bounds
        half = max(0.5 * (x1 - x0), 1e-3)
        light = self.domain.light[0]
        u = (self.x - (x0 + half) + np.float32(0.25 * light * half)) / half
        v = (self.y - item.base) / (0.22 * half)
        inside = np.clip(1.25 - (u * u + v * v), 0, 1)[..., None]
        image *= 1 - np.float32(0.38) * inside

    def _surface(self, item: SceneObject) -> np.ndarray:
        """(S, S, 3) float32, the object's colour at every pixel."""
        domain = self.domain
        colour = np.array(domain.colours[item.colour], dtype=np.float32)
        colour += np.array(item.tint, dtype=np.float32)
        x0, y0, x1, y1 = item.bounds
        u = (self.x - (x0 + x1) / 2) / (x1 - x0)
        v = (self.y - (y0 + y1) / 2) / (y1 - y0)
        lit = (u * domain.light[0] + v * domain.light[1]) * domain.shading
        strength = domain.textures[item.texture]
        # Texture scales with distance, as depth does.
        period = 0.26 / item.depth
        px, py = (p / 64 for p in item.phase)
        if item.texture == 'striped':
            slope = (item.phase[0] % 5 - 2) / 2
            wave = ((self.x * slope + self.y) / period + px) % 1.0
            lit = lit + strength * (np.abs(2 * wave - 1) - 0.5)
        elif item.texture == 'dotted':
            a = (self.x / period + px) % 1.0 - 0.5
            b = (self.y / period + py) % 1.0 - 0.5
            lit = lit + strength * (0.3 - np.clip(
                4 * (a * a + b * b), 0, 1))
        elif item.texture == 'rough':
            lit = lit + strength * np.roll(self.noise, item.phase, (0, 1))
        surface = colour + lit[..., None].astype(np.float32)
        return self._haze(surface, item.depth)


def _noise(size: int) -> np.ndarray:
    """(S, S) float32 in [-1, 1], smooth tileable noise of two octaves.

    Interpolated in integers: the same on every machine.
    """
    rng = np.random.RandomState(7)  # a stream that numpy has frozen
    total = np.zeros((size, size), dtype=np.int64)
    for cells, weight in ((16, 3), (32, 2)):
        grid = rng.randint(-256, 257, size=(cells, cells)).astype(np.int64)
        place = np.arange(size) * cells * 64 // size
        index, part = place // 64, place % 64
        rows = (grid[index] * (64 - part)[:, None]
                + grid[(index + 1) % cells] * part[:, None])
        total += weight * (rows[:, index] * (64 - part)
                           + rows[:, (index + 1) % cells] * part)
    return (total / (5 * 256 * 64 * 64)).astype(np.float32)


def _keypoints(item: SceneObject, ids: np.ndarray, own: int):
    """(17, 3): x, y in pixels, COCO visibility 0 out, 1 hidden, 2 seen."""
    if item.joints is None:
        return None
    size = ids.shape[0]
    table = np.zeros((len(KEYPOINTS), 3), dtype=np.int64)
    for row, (x, y) in zip(table, (item.joints * size).tolist()):
        if 0 <= x < size and 0 <= y < size:
            seen = ids[int(y), int(x)] == own
            row[:] = int(x), int(y), 2 if seen else 1
    return table
