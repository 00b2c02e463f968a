"""Scene number *n* of a split: drawn, rendered, accepted or drawn again."""

from typing import List, NamedTuple

import numpy as np

from .captions import captions
from .classes import FOREGROUND
from .domains import DOMAINS
from .render import Rendered, Renderer
from .scene import draw_scene

# What is seen of every object, at least: share of the image and, so that an
# occluded shape can still be told, share of its own silhouette.
MIN_AREA, MIN_VISIBLE = 0.025, 0.55


class Sample(NamedTuple):
    """A rendered scene with its captions."""

    rendered: Rendered
    captions: List[str]


class ShapesWorld:
    """An endless, indexable world.

    ``world['val', 7]`` is the same sample on every machine, whatever was
    asked for before.

    Args:
        seed: of the whole world.
        size: side of the images in pixels.
        domain: 'day' or 'neon'.

    Raises:
        ValueError: unknown domain, or a size the labels cannot be made at.
    """

    def __init__(self, seed: int = 0, size: int = 64,
                 domain: str = 'day') -> None:
        if domain not in DOMAINS:
            raise ValueError(f'ShapesWorld has no domain {domain!r}; '
                             f'choose from {", ".join(DOMAINS)}.')
        if size < 32:
            raise ValueError(f'ShapesWorld at {size} px loses its shapes; '
                             'ask for a size of 32 or more.')
        self.seed, self.domain = seed, domain
        self.renderer = Renderer(DOMAINS[domain], size)

    def __getitem__(self, key) -> Sample:
        split, index = key
        # The first object cycles through the classes: small splits are
        # balanced.
        first = FOREGROUND[index % len(FOREGROUND)]
        attempt = 0
        while True:
            name = f'{self.seed}/{self.domain}/{split}/{index}/{attempt}'
            scene = draw_scene(name, DOMAINS[self.domain], first=first)
            rendered = self.renderer(scene)
            if _all_visible(rendered):
                return Sample(rendered, captions(scene, name))
            attempt += 1


def _all_visible(rendered: Rendered) -> bool:
    count = len(rendered.objects)
    seen = np.bincount(rendered.ids.ravel(), minlength=count + 1)[1:]
    whole = np.array([_area(o.polygons, o.category) for o in
                      rendered.objects]) * rendered.ids.size
    return bool((seen >= MIN_AREA * rendered.ids.size).all()
                and (seen >= MIN_VISIBLE * whole).all())


def _area(polygons, category: str) -> float:
    """Area of a silhouette in units of the image's, by the shoelace
    formula; limbs of a figure overlap, by a quarter of their sum."""
    total = 0.0
    for x, y in (p.T for p in polygons):
        total += 0.5 * float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())
    return abs(total) * (0.75 if category == 'figure' else 1.0)
