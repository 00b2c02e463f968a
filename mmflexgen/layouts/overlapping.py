"""Two objects of different categories, one partly over the other."""

from typing import Any, Dict, List, Sequence

from ..prompts.draw import pick, stream
from ..registry import TASK_UTILS
from ..structures import Composition
from ..structures.box import Box, overlap
from ..utils import InputError
from .layout import Layout

_ATTEMPTS = 1000


@TASK_UTILS.register_module()
class OverlappingPairs:
    """Draws scenes of two objects whose boxes overlap.

    All categories are drawn equally often. One box is a real object's of its
    category; the other has the size of one, and any place in which the two
    overlap as wanted.

    Args:
        layouts: config of a reader of real layouts.
        iou: least and greatest intersection over union, above 0 and below
            1.

    Raises:
        InputError: no such range, or fewer than two categories; when called,
            no two boxes overlap so.
    """

    has_captions = False

    def __init__(self, layouts: Dict[str, Any],
                 iou: Sequence[float] = (0.1, 0.25)) -> None:
        if len(iou) != 2 or not 0 < iou[0] <= iou[1] < 1:
            raise InputError(f'boxes cannot overlap by {list(iou)}: give two '
                             'rising numbers above 0 and below 1')
        self.iou = tuple(iou)
        self.boxes: Dict[str, List[Box]] = {}
        for layout in TASK_UTILS.build(layouts).layouts:
            scene = layout.composition
            for box, name in zip(scene.boxes, scene.categories):
                self.boxes.setdefault(name, []).append(box)
        self.names = sorted(self.boxes)
        if len(self.names) < 2:
            raise InputError(f'the layouts have {len(self.names)} categories: '
                             'pairs of different ones need two')

    def __call__(self, sample_id: int, run_seed: int,
                 attempt: int = 0) -> Layout:
        """The layout of one slot, the same at every attempt."""
        rng = stream('pair', run_seed, sample_id)
        one = pick(rng, self.names)
        other = pick(rng, [name for name in self.names if name != one])
        for _ in range(_ATTEMPTS):
            fixed = pick(rng, self.boxes[one])
            x1, y1, x2, y2 = pick(rng, self.boxes[other])
            left = rng.random() * (1 - (x2 - x1))
            top = rng.random() * (1 - (y2 - y1))
            placed = (left, top, min(left + x2 - x1, 1.),
                      min(top + y2 - y1, 1.))
            if self.iou[0] <= overlap(fixed, placed) <= self.iou[1]:
                return Layout(Composition((fixed, placed), (one, other)))
        raise InputError(
            f'in {_ATTEMPTS} attempts no boxes of {one!r} and {other!r} '
            f'overlap by {self.iou[0]:g} to {self.iou[1]:g}: widen the range')

    @property
    def categories(self) -> set:
        """All that may be asked for."""
        return set(self.names)

    @property
    def most_objects(self) -> int:
        """Of any scene."""
        return 2

    def describe(self) -> Dict[str, Any]:
        """What the report says about it."""
        return {'layouts': 'overlapping pairs',
                'intersection over union': f'{self.iou[0]:g} to '
                f'{self.iou[1]:g}'}
