"""Labels that lack what was asked for."""

from typing import Any, Dict, Optional

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.utils import check_choice
from .access import check_fraction, class_fractions


@TASK_UTILS.register_module()
class PromptedClassFilter:
    """Rejects samples whose labels lack prompted classes.

    A sample without prompted classes is kept. Judges ``sem_seg``; without
    it ``panoptic`` or the masks of ``instances``, which say nothing of stuff
    that was prompted.

    Args:
        min_fraction: part of the image that a class must cover to count as
            present, 0 to 1; at 0 a single pixel suffices.
        require: 'any', one prompted class must be present, or 'every'.

    Raises:
        InputError: a value outside its range.
    """

    def __init__(self, min_fraction: float = 0.01,
                 require: str = 'any') -> None:
        self.min_fraction = check_fraction(min_fraction, 'min_fraction', self)
        check_choice('require of PromptedClassFilter', require,
                     ('any', 'every'))
        self._holds = any if require == 'any' else all

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """'prompted class absent' or None."""
        covers = class_fractions(sample, metainfo, self)
        present = [covers[name] >= self.min_fraction and covers[name] > 0
                   for name in sample.request.classes if name in covers]
        if not present or self._holds(present):
            return None
        return 'prompted class absent'
