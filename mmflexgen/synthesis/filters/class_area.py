"""Labels with a class that is too small or too large to be true."""

from typing import Any, Dict, Optional, Sequence, Tuple

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.utils import InputError
from .access import check_fraction, check_known, class_fractions


@TASK_UTILS.register_module()
class ClassAreaFilter:
    """Rejects samples in which a class has an unlikely area.

    Only classes that occur are judged: an absent one is not too small, see
    :class:`PromptedClassFilter`. Judges ``sem_seg``; without it ``panoptic``
    or the masks of ``instances``.

    Args:
        min_fraction: least part of the image, 0 to 1, that a class covers
            where it occurs.
        max_fraction: largest part of the image, 0 to 1.
        per_class: class name to its own (min, max) in place of these.
        exempt: classes that only ``per_class`` can limit.

    Raises:
        InputError: a range that is empty or leaves 0 to 1; at the first
            sample, a class name that the generator does not have.
    """

    def __init__(self, min_fraction: float = 0.0, max_fraction: float = 1.0,
                 per_class: Optional[Dict[str, Tuple[float, float]]] = None,
                 exempt: Sequence[str] = ('background', )) -> None:
        self.limits = (min_fraction, max_fraction)
        self.per_class = dict(per_class or {})
        self.exempt = tuple(exempt)
        for limits in (self.limits, *self.per_class.values()):
            if len(limits) != 2:
                raise InputError('per_class of ClassAreaFilter must give '
                                 f'(min, max) for a class, not {limits}')
            low, high = (check_fraction(value, 'an area', self)
                         for value in limits)
            if low > high:
                raise InputError(f'ClassAreaFilter asks for an area of {low} '
                                 f'or more and {high} or less; swap them')

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """'class too small', 'class too large' or None."""
        covers = class_fractions(sample, metainfo, self)
        check_known(self.per_class, covers, self)
        for name, fraction in covers.items():
            limits = self.per_class.get(
                name, (0.0, 1.0) if name in self.exempt else self.limits)
            if 0 < fraction < limits[0]:
                return 'class too small'
            if fraction > limits[1]:
                return 'class too large'
        return None
