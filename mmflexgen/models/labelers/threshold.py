"""Masks by threshold, without any network."""

import numpy as np
import torch

from mmflexgen.models.freegen import soft_masks
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from .base import Labeler, check_arguments


@TASK_UTILS.register_module()
class ThresholdLabeler(Labeler):
    """Responses, stretched to 0 to 1, above a threshold.

    Args:
        threshold: above 0, up to 1.

    Raises:
        InputError: a threshold out of its range.
    """

    def __init__(self, threshold: float = 0.5) -> None:
        if not (isinstance(threshold, (int, float)) and 0 < threshold <= 1):
            raise InputError(f'threshold of ThresholdLabeler is '
                             f'{threshold!r}: give a number above 0 and up '
                             'to 1.')
        self.threshold = threshold

    def label(self, image: np.ndarray, responses: np.ndarray) -> np.ndarray:
        """See :class:`Labeler`."""
        check_arguments(image, responses, self)
        size = image.shape[:2]
        if not len(responses):
            return np.zeros((0, *size), bool)
        soft = soft_masks(torch.from_numpy(responses).float(), size)
        return (soft >= self.threshold).numpy()
