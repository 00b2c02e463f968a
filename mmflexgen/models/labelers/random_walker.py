"""Masks by a random walk over the image, without any network."""

from typing import Sequence, Tuple, Union

import numpy as np
import torch
from torch import Tensor

from mmflexgen.models.freegen import soft_masks
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from .base import Labeler, check_arguments

ADAPTIVE = 'adaptive'
CANDIDATES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


@TASK_UTILS.register_module()
class RandomWalkerLabeler(Labeler):
    """What a walker reaches first: the entity, or what surely is not it.

    The high places of a map, stretched to 0 to 1, are the entity and its low
    places are not. From every place between, a walker who avoids steps to
    other colours decides (``random_walker`` of scikit-image).

    FreeGen's masks without SAM are made by it. It stands in for two parts of
    DiffuMask, the AffinityNet by which that chooses thresholds, a random walk
    too, and the dense CRF by which it mends masks.

    Args:
        threshold: t, above 0 and below 1; or 'adaptive', which walks about
            0.5, takes the candidate above which the map agrees best (IoU)
            with what that gives, and walks about this one.
        band: (outside, inside): a place is surely outside below
            outside * t, and surely inside from t + inside * (1 - t) on.
        beta: how much a walker avoids another colour. The default was looked
            for on ShapesWorld; scikit-image's own is 130.
        candidates: thresholds that 'adaptive' tries.

    Where there are no sure places of one kind, or the image has one colour
    only, nothing guides a walker and the threshold itself decides: a map
    that is the same everywhere has an empty mask.

    Raises:
        InputError: a value out of its range.
    """

    def __init__(self, threshold: Union[float, str] = ADAPTIVE,
                 band: Tuple[float, float] = (0.3, 0.6),
                 beta: float = 10_000.,
                 candidates: Sequence[float] = CANDIDATES) -> None:
        if threshold != ADAPTIVE and not (
                isinstance(threshold, (int, float)) and 0 < threshold < 1):
            raise InputError('threshold of RandomWalkerLabeler is '
                             f'{threshold!r}: give a number above 0 and '
                             "below 1, or 'adaptive'.")
        if not 0 < band[0] <= 1 or not 0 <= band[1] < 1 or beta <= 0:
            raise InputError(
                f'band of RandomWalkerLabeler is {tuple(band)} and beta '
                f'{beta}: give shares up to 1 of which the first is above 0 '
                'and the second below 1, and a beta above 0.')
        self.threshold = threshold
        self.band = tuple(band)
        self.beta = beta
        self.candidates = tuple(candidates)

    def label(self, image: np.ndarray, responses: np.ndarray) -> np.ndarray:
        """See :class:`Labeler`."""
        check_arguments(image, responses, self)
        masks = np.zeros((len(responses), *image.shape[:2]), bool)
        if not len(responses):
            return masks
        maps = soft_masks(torch.from_numpy(responses).float(),
                          image.shape[:2])
        for index, soft in enumerate(maps):
            threshold = self.threshold
            if threshold == ADAPTIVE:
                first = torch.from_numpy(self._walk(image, soft.numpy(), 0.5))
                threshold = best_threshold(soft, first, self.candidates)
            masks[index] = self._walk(image, soft.numpy(), threshold)
        return masks

    def _walk(self, image: np.ndarray, soft: np.ndarray,
              threshold: float) -> np.ndarray:
        """Mask (H, W) from the seeds about a threshold."""
        from skimage.segmentation import random_walker
        outside = soft < self.band[0] * threshold
        inside = soft >= threshold + self.band[1] * (1 - threshold)
        undecided = ~(outside | inside)
        if (image == image[0, 0]).all() or not (
                outside.any() and inside.any() and undecided.any()):
            return soft >= threshold
        # Solved exactly: conjugate gradients leave places that colours shut
        # off undecided. The two chances are compared, not read, so that
        # rounding beyond 0 and 1 is no matter.
        return random_walker(
            image, outside + 2 * inside, beta=self.beta, mode='bf',
            prob_tol=1., channel_axis=-1) == 2


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
