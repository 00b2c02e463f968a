"""New compositions, from the statistics of real ones."""

from collections import Counter
from itertools import combinations
from random import Random
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..prompts.draw import Cycle, pick, stream
from ..registry import TASK_UTILS
from ..structures import Composition
from ..structures.box import Box, box_area, overlap, placed_at, scaled
from ..utils import InputError
from .layout import Layout

_ATTEMPTS = 100
# Percent of the real pairs that overlap no more than drawn ones should.
_USUAL = 95


@TASK_UTILS.register_module()
class SampledCompositions:
    """Draws scenes that no image has, of objects as images have them.

    A scene has objects of one category or of several. Their number is that
    of a real scene of the same sort, or any of a range. Its first category
    is drawn by frequency, the others by how often they share an image with
    it. A box is that of one real object of its category, shifted sideways to
    the place of another: how large things are depends on how high in the
    image they stand, and hardly on where across it. The more objects, the
    smaller they are, by as much as in real scenes.

    Args:
        layouts: config of a reader of real layouts.
        multi_category_share: part of the scenes with several categories, in
            [0, 1]; that of the real layouts by default (ablation 2).
        rarity: 0 draws categories as often as they occur, 1 all equally
            often, for long tails; above 1 the rare ones more often.
        max_overlap: intersection over union that two boxes should not
            exceed, in [0, 1]; by default the one that 95 % of the real pairs
            stay within. Where 100 tries find no such place, a box gets the
            one in which it overlaps least.
        counts: fewest and most objects of a scene, every number between them
            equally often; by default numbers are as frequent as in the real
            layouts.

    Raises:
        InputError: a share or a range that is none, or several categories
            are wanted and no real layout has them.
    """

    # Of scenes that nobody has seen.
    has_captions = False

    def __init__(self, layouts: Dict[str, Any],
                 multi_category_share: Optional[float] = None,
                 rarity: float = 0., max_overlap: Optional[float] = None,
                 counts: Optional[Tuple[int, int]] = None) -> None:
        if not 0 <= (multi_category_share or 0.) <= 1 or rarity < 0:
            raise InputError(
                f'multi_category_share is {multi_category_share} and rarity '
                f'{rarity}: give a share in [0, 1] and a rarity of 0 or more')
        if not 0 <= (max_overlap or 0.) <= 1:
            raise InputError(f'max_overlap of SampledCompositions is '
                             f'{max_overlap}: give one in [0, 1]')
        if counts is not None and not (
                len(counts) == 2 and 1 <= counts[0] <= counts[1]):
            raise InputError(
                f'counts of SampledCompositions is {tuple(counts)}: give the '
                'fewest and the most objects of a scene, 1 or more')
        scenes = [layout.composition
                  for layout in TASK_UTILS.build(layouts).layouts
                  if len(layout.composition)]
        # Numbers of objects, of scenes with one category and with several.
        real: Dict[bool, List[int]] = {False: [], True: []}
        # With the number of objects of the scene that a box is from.
        self.boxes: Dict[str, List[Tuple[Box, int]]] = {}
        frequency: Counter = Counter()
        together: Counter = Counter()
        for scene in scenes:
            present = set(scene.categories)
            real[len(present) > 1].append(len(scene))
            frequency.update(scene.categories)
            together.update((one, other) for one in present
                            for other in present if one != other)
            for box, name in zip(scene.boxes, scene.categories):
                self.boxes.setdefault(name, []).append((box, len(scene)))
        self.names = sorted(frequency)
        self.share = multi_category_share
        if self.share is None:
            self.share = len(real[True]) / max(len(scenes), 1)
        for several, share in ((True, self.share), (False, 1 - self.share)):
            if share and not real[several]:
                raise InputError(
                    f'{share:.0%} of the scenes are to have '
                    f'{"several categories" if several else "one category"},'
                    ' and no real layout has: set multi_category_share to '
                    f'{1. - several:g}')
        self.counts: Dict[bool, Sequence[int]] = dict(real)
        self.range = counts
        if counts is not None:
            numbers = range(counts[0], counts[1] + 1)
            # One object has one category.
            self.counts = {False: numbers,
                           True: [each for each in numbers if each > 1]}
        if self.share and not self.counts[True]:
            raise InputError(
                f'{self.share:.0%} of the scenes are to have several '
                f'categories and counts={tuple(counts)} allows one object: '
                'raise counts or set multi_category_share to 0')
        self.weights = [frequency[name]**(1 - rarity) for name in self.names]
        # One in place of 0: what was never seen together stays possible.
        self.together = {
            name: [0. if name == other else (together[name, other] + 1)
                   * frequency[other]**-rarity for other in self.names]
            for name in self.names}
        self.max_overlap = max_overlap
        if max_overlap is None:
            self.max_overlap = _usual_overlap(scenes)
        self._areas = _mean_areas(scenes)
        self._anchors: Dict[int, Cycle] = {}

    def __call__(self, sample_id: int, run_seed: int,
                 attempt: int = 0) -> Layout:
        """The layout of one slot.

        After a reject it is another one. Its first category stays, so that
        one that is hard to draw gets no rarer. Its number of objects does
        not: where filters reject crowds there will be fewer of them.
        """
        keys = (attempt, ) if attempt else ()
        rng = stream('composition', run_seed, sample_id, *keys)
        if run_seed not in self._anchors:
            self._anchors[run_seed] = Cycle(
                self.names, 'anchor', run_seed, weights=self.weights)
        anchor = self._anchors[run_seed][sample_id]
        several = rng.random() < self.share
        count = pick(rng, self.counts[several])
        names = [anchor] * count
        if several:
            # One differs for sure, the rest as it falls.
            names[1:] = [self._companion(rng, anchor, index == 0)
                         for index in range(count - 1)]
        boxes: List[Box] = []
        for name in names:
            boxes.append(self._place(rng, name, boxes, count))
        return Layout(Composition(tuple(boxes), tuple(names)))

    def _companion(self, rng: Random, anchor: str, other: bool) -> str:
        """A category that goes with the first one, or the first again."""
        if not other and rng.random() < 1 / len(self.names):
            return anchor
        return pick(rng, self.names, self.together[anchor])

    def _place(self, rng: Random, name: str, taken: List[Box],
               count: int) -> Box:
        least = float('inf')
        for _ in range(_ATTEMPTS):
            (own, beside), (other, _) = (
                pick(rng, self.boxes[name]) for _ in range(2))
            box = placed_at(
                scaled(own, self._usual_area(count)
                       / self._usual_area(beside)),
                (other[0], own[1], other[2], own[3]))
            most = max((overlap(box, each) for each in taken), default=0.)
            if most < least:
                best, least = box, most
            if least <= self.max_overlap:
                break
        return best

    def _usual_area(self, count: int) -> float:
        """Of an object among ``count``, or the nearest number that is."""
        return self._areas[min(self._areas,
                               key=lambda each: abs(each - count))]

    @property
    def categories(self) -> set:
        """All that may be asked for."""
        return set(self.names)

    @property
    def most_objects(self) -> int:
        """Of any scene."""
        return max(max(self.counts[several]) for several, share in
                   ((True, self.share), (False, 1 - self.share)) if share)

    def describe(self) -> Dict[str, Any]:
        """What the report says about it."""
        return {'layouts': 'sampled',
                'scenes with several categories': f'{self.share:.0%}',
                **({'objects in a scene': '{} to {}'.format(*self.range)}
                   if self.range else {})}


def _mean_areas(scenes: Sequence[Composition]) -> Dict[int, float]:
    """Mean area of an object by the number of objects of its scene."""
    areas: Dict[int, List[float]] = {}
    for scene in scenes:
        areas.setdefault(len(scene), []).extend(map(box_area, scene.boxes))
    return {count: float(np.mean(each)) for count, each in areas.items()}


def _usual_overlap(scenes: Sequence[Composition]) -> float:
    """What 95 % of the pairs within the scenes overlap at most."""
    pairs = [overlap(one, other) for scene in scenes
             for one, other in combinations(scene.boxes, 2)]
    return float(np.percentile(pairs, _USUAL)) if pairs else 0.
