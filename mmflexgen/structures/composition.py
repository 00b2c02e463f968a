"""What stands where: boxes and categories of a scene (FlexDataset)."""

import math
from dataclasses import dataclass
from typing import Any, Dict, Sequence, Tuple

from mmflexgen.utils import InputError

from .box import Box, box_area


@dataclass(frozen=True)
class Composition:
    """The objects of one image.

    The instance b_1 = (0, 0, 1, 1) of the paper, the whole image, is not
    listed: :class:`CompositionBatch` puts it first. Objects stand in the
    order (area, x1, y1, category) whatever order they are given in, since
    rows of P_pixel belong to places in that order.

    Attributes:
        boxes: one per object, with an area.
        categories: one name per object.

    Raises:
        InputError: a box that is none, or not one category per box.
    """

    boxes: Tuple[Box, ...] = ()
    categories: Tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.boxes) != len(self.categories):
            raise InputError(
                f'a composition has {len(self.boxes)} boxes and '
                f'{len(self.categories)} categories: give one category per '
                'box')
        objects = [(_checked(box), str(name))
                   for box, name in zip(self.boxes, self.categories)]
        objects.sort(key=lambda each: (box_area(each[0]), *each[0][:2],
                                       each[1], each[0]))
        # Frozen for its users; order is part of making it.
        object.__setattr__(self, 'boxes', tuple(box for box, _ in objects))
        object.__setattr__(self, 'categories',
                           tuple(name for _, name in objects))

    def __len__(self) -> int:
        """Objects, without the whole image."""
        return len(self.boxes)

    @classmethod
    def from_pixels(cls, boxes: Sequence[Sequence[float]],
                    categories: Sequence[str], width: float,
                    height: float) -> 'Composition':
        """From x1, y1, x2, y2 in pixels; what leaves the image is cut off.

        Objects without any area in the image are left out.
        """
        scales = (width, height, width, height)
        objects = []
        for box, name in zip(boxes, categories):
            unit = tuple(min(max(float(value) / scale, 0.), 1.)
                         for value, scale in zip(box, scales))
            if unit[0] < unit[2] and unit[1] < unit[3]:
                objects.append((unit, name))
        return cls(tuple(box for box, _ in objects),
                   tuple(name for _, name in objects))

    @classmethod
    def from_dict(cls, content: Dict[str, Any]) -> 'Composition':
        """Inverse of :meth:`to_dict`.

        Raises:
            InputError: it is no composition.
        """
        try:
            boxes, names = content['boxes'], content['categories']
            return cls(tuple(tuple(box) for box in boxes), tuple(names))
        except (KeyError, TypeError) as error:
            raise InputError(
                f'{content!r} is no composition: give dict(boxes=[[x1, y1, '
                'x2, y2], ...], categories=[name, ...]) with boxes in [0, 1]'
            ) from error

    def to_dict(self) -> Dict[str, Any]:
        """JSON-ready ``boxes`` and ``categories``."""
        return dict(boxes=[list(box) for box in self.boxes],
                    categories=list(self.categories))

    def mirrored(self) -> 'Composition':
        """As it stands in the mirrored image."""
        return Composition(tuple((1 - x2, y1, 1 - x1, y2)
                                 for x1, y1, x2, y2 in self.boxes),
                           self.categories)


def _checked(box: Sequence[float]) -> Box:
    try:
        x1, y1, x2, y2 = (float(value) for value in box)
    except (TypeError, ValueError) as error:
        raise InputError(f'{box!r} is no box: give x1, y1, x2, y2') from error
    inside = all(math.isfinite(value) and 0 <= value <= 1
                 for value in (x1, y1, x2, y2))
    if not inside or x1 >= x2 or y1 >= y2:
        raise InputError(
            f'{[x1, y1, x2, y2]} is no box: give x1 < x2 and y1 < y2 as '
            'parts of width and height, from 0 to 1')
    return x1, y1, x2, y2
