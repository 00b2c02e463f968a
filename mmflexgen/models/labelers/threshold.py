"""Masks by threshold, without any network."""

from typing import Sequence, Union

import numpy as np
import torch
from torch import Tensor

from mmflexgen.models.freegen import soft_masks
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from .affinity import propagate
from .base import Labeler, check_arguments

ADAPTIVE = 'adaptive'
CANDIDATES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


@TASK_UTILS.register_module()
class ThresholdLabeler(Labeler):
    """Responses, stretched to 0 to 1 and refined, above a threshold.

    Args:
        threshold: above 0, up to 1; or 'adaptive', which takes the candidate
            whose mask agrees best (IoU) with what surely is the entity and
            what surely is not, grown over the image by colour.
        iterations: of :func:`propagate`, by which masks follow the image; 0
            leaves them as they are.
        dilations: see :func:`propagate`.
        candidates: thresholds that 'adaptive' tries.
        seeds: a pixel is surely outside below the first value, surely inside
            from the second on.

    Raises:
        InputError: a value out of its range.
    """

    def __init__(self, threshold: Union[float, str] = 0.5,
                 iterations: int = 10, dilations: Sequence[int] = (1, 2, 4),
                 candidates: Sequence[float] = CANDIDATES,
                 seeds: Sequence[float] = (0.2, 0.7)) -> None:
        if threshold != ADAPTIVE and not (
                isinstance(threshold, (int, float)) and 0 < threshold <= 1):
            raise InputError(f'threshold of ThresholdLabeler is '
                             f'{threshold!r}: give a number above 0 and up '
                             "to 1, or 'adaptive'.")
        if iterations < 0 or (threshold == ADAPTIVE and not iterations):
            raise InputError(
                f'iterations of ThresholdLabeler is {iterations}: give 0 or '
                "more, and 1 or more with threshold='adaptive', which grows "
                'masks over the image.')
        self.threshold = threshold
        self.iterations = iterations
        self.dilations = tuple(dilations)
        self.candidates = tuple(candidates)
        self.seeds = tuple(seeds)

    def label(self, image: np.ndarray, responses: np.ndarray) -> np.ndarray:
        """See :class:`Labeler`."""
        check_arguments(image, responses, self)
        size = image.shape[:2]
        if not len(responses):
            return np.zeros((0, *size), bool)
        rough = soft_masks(torch.from_numpy(responses).float(), size)
        refined = self._grow(image, rough)
        if self.threshold != ADAPTIVE:
            return (refined >= self.threshold).numpy()
        return np.stack([
            (soft >= best_threshold(soft, mask, self.candidates)).numpy()
            for soft, mask in zip(refined, self._sure(image, rough))])

    def _grow(self, image: np.ndarray, scores: Tensor) -> Tensor:
        return propagate(image, scores, self.iterations, self.dilations)

    def _sure(self, image: np.ndarray, rough: Tensor) -> Tensor:
        """Bool (C, H, W): nearer, by colour, to inside than to outside."""
        low, high = self.seeds
        inside = self._grow(image, (rough >= high).to(rough))
        outside = self._grow(image, (rough < low).to(rough))
        return inside > outside


def best_threshold(soft: Tensor, mask: Tensor,
                   candidates: Sequence[float]) -> float:
    """Where to cut a map so that it agrees best (IoU) with a mask.

    Args:
        soft: (H, W).
        mask: bool (H, W).
        candidates: to choose from; the first of equally good ones is taken.
    """
    tried = soft >= soft.new_tensor(candidates)[:, None, None]
    both = (tried & mask).sum((1, 2))
    either = (tried | mask).sum((1, 2)).clamp(min=1)
    # The first of equal ones: argmax promises none.
    order = (both / either).sort(descending=True, stable=True).indices
    return candidates[order[0]]
