"""Labelers that ask a class-agnostic segmenter by points."""

from abc import abstractmethod

import numpy as np

from mmflexgen.utils import InputError
from .base import Labeler, check_arguments
from .points import far_points


class PointLabeler(Labeler):
    """Points from the responses, masks from a segmenter (FreeGen).

    A map that is the same everywhere points at nothing: its mask is empty.

    Args:
        points: per entity; 3 in the paper.
        strong: see :func:`far_points`.

    Raises:
        InputError: an argument out of range.
    """

    def __init__(self, points: int = 3, strong: float = 0.7) -> None:
        if points < 1 or not 0 <= strong <= 1:
            raise InputError(
                f'points is {points} and strong {strong}: they must be at '
                'least 1, and from 0 to 1.')
        self.points = points
        self.strong = strong

    def label(self, image: np.ndarray, responses: np.ndarray) -> np.ndarray:
        """See :meth:`Labeler.label`."""
        check_arguments(image, responses, self)
        size = image.shape[:2]
        masks = np.zeros((len(responses), *size), bool)
        telling = np.ptp(responses, axis=(1, 2)) > 0 if responses.size else \
            np.zeros(len(responses), bool)
        if telling.any():
            points = np.stack([
                far_points(response, size, self.points, self.strong)
                for response in responses[telling]])
            masks[telling] = self.segment(image, points)
        return masks

    @abstractmethod
    def segment(self, image: np.ndarray, points: np.ndarray) -> np.ndarray:
        """One mask per set of points.

        Args:
            image: uint8 (H, W, 3), RGB.
            points: float64 (C, K, 2), x and y in pixels, all of them on
                what is asked for.

        Returns:
            bool (C, H, W).
        """
