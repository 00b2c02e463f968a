"""Samples that their maker doubts."""

import math
from typing import Any, Dict, Optional

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.utils import InputError


@TASK_UTILS.register_module()
class ConfidenceFilter:
    """Rejects samples with a score below one bound, or above another.

    Args:
        threshold: least value that is kept; None for no such bound.
        score: its name, of the generator's scores or of one that an earlier
            filter recorded.
        maximum: greatest value that is kept, for scores that are good when
            low, such as FreeGen's ``fluctuation``; None for no such bound.

    Raises:
        InputError: no bound is given, or no value lies between them; at the
            first sample, if it has no such score.
    """

    def __init__(self, threshold: Optional[float] = None,
                 score: str = 'confidence',
                 maximum: Optional[float] = None) -> None:
        self.low = -math.inf if threshold is None else threshold
        self.high = math.inf if maximum is None else maximum
        if (threshold is None and maximum is None) or not (
                self.low <= self.high):
            raise InputError(
                f'ConfidenceFilter for the score {score!r} has threshold '
                f'{threshold} and maximum {maximum}: give one of them, or '
                'both with the lower first')
        self.score = score

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """'low <score>', 'high <score>' or None.

        NaN counts as low, where there is no threshold as high.
        """
        scores = sample.get('scores', {})
        if self.score not in scores:
            raise InputError(
                f'ConfidenceFilter looks for the score {self.score!r}, but '
                f'sample {sample.request.sample_id} has '
                f'{", ".join(scores) or "none"}; mend its setting "score"')
        value = scores[self.score]
        if self.low <= value <= self.high:
            return None
        low = value < self.low or (math.isnan(value)
                                   and not math.isinf(self.low))
        return f'{"low" if low else "high"} {self.score}'
