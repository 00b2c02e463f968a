"""Labels that lack an object of the composition."""

from typing import Any, Dict, Optional, Tuple

import numpy as np

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.structures.box import Box
from mmflexgen.utils import InputError
from .access import check_fraction, class_masks, kinds_with_classes


@TASK_UTILS.register_module()
class CompositionFilter:
    """Rejects samples whose labels lack an object that was asked for.

    An object is there if the pixels of its category within its box reach
    from side to side: the smallest box around them covers ``min_extent`` of
    what was asked. So shapes that fill little of their box are judged like
    others. Either the image lacks such an object or the labels do; nobody
    should learn from the two.

    Judges ``sem_seg``, ``panoptic`` and the masks of ``instances``, all
    that there are. Categories that these labels do not have are not judged.

    Args:
        min_extent: part of the box, 0 to 1.

    Raises:
        InputError: a value outside its range; at the first sample, a request
            without composition.
    """

    def __init__(self, min_extent: float = 0.5) -> None:
        self.min_extent = check_fraction(min_extent, 'min_extent', self)

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """'object absent' or None."""
        composition = sample.request.composition
        if composition is None:
            raise InputError(
                f'CompositionFilter needs compositions, but sample '
                f'{sample.request.sample_id} was drawn without one; take the '
                'filter out of synthesis.filters')
        for kind in kinds_with_classes(sample, self):
            masks = dict(class_masks(sample, metainfo, kind))
            for box, name in zip(composition.boxes, composition.categories):
                if (name in masks
                        and extent(masks[name], box) < self.min_extent):
                    return 'object absent'
        return None


def extent(mask: np.ndarray, box: Box) -> float:
    """Part of a box, 0 to 1, that the box around a mask's pixels in it has.

    Args:
        mask: bool (H, W).
        box: in parts of the image; counted in whole pixels, at least one.
    """
    height, width = mask.shape
    left, right = _pixels(box[0], box[2], width)
    top, bottom = _pixels(box[1], box[3], height)
    inside = mask[top:bottom, left:right]
    rows, columns = (np.flatnonzero(inside.any(axis)) for axis in (1, 0))
    if not len(rows):
        return 0.
    return float(np.ptp(rows) + 1) * float(np.ptp(columns) + 1) / inside.size


def _pixels(low: float, high: float, size: int) -> Tuple[int, int]:
    first = min(round(low * size), size - 1)
    return first, max(round(high * size), first + 1)
