"""Samples that their maker doubts."""

from typing import Any, Dict, Optional

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.utils import InputError


@TASK_UTILS.register_module()
class ConfidenceFilter:
    """Rejects samples with a score below a threshold.

    Args:
        threshold: least value that is kept.
        score: its name, of the generator's scores or of one that an earlier
            filter recorded.

    Raises:
        InputError: at the first sample, if it has no such score.
    """

    def __init__(self, threshold: float, score: str = 'confidence') -> None:
        self.threshold = threshold
        self.score = score

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """'low <score>' or None; NaN counts as low."""
        scores = sample.get('scores', {})
        if self.score not in scores:
            raise InputError(
                f'ConfidenceFilter looks for the score {self.score!r}, but '
                f'sample {sample.request.sample_id} has '
                f'{", ".join(scores) or "none"}; mend its setting "score"')
        if scores[self.score] >= self.threshold:
            return None
        return f'low {self.score}'
