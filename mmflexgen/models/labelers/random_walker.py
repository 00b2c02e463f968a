"""Masks by a random walk over the image, without any network."""

from typing import Optional, Sequence, Tuple, Union

import numpy as np
import torch
import torch.nn.functional as F
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
        size: pixels of the longer side at which the walk is done, of the
            image and the map made smaller; its chances are resized
            bilinearly. The time grows faster than the pixels do. None, or
            more than the image has: at the image's own size.

    Where there are no sure places of one kind, or the image has one colour
    only, nothing guides a walker and the threshold itself decides: a map
    that is the same everywhere has an empty mask.

    Raises:
        InputError: a value out of its range.
    """

    def __init__(self, threshold: Union[float, str] = ADAPTIVE,
                 band: Tuple[float, float] = (0.3, 0.6),
                 beta: float = 10_000.,
                 candidates: Sequence[float] = CANDIDATES,
                 size: Optional[int] = None) -> None:
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
        if size is not None and size < 1:
            raise InputError(f'size of RandomWalkerLabeler is {size}: give '
                             "pixels, 1 or more, or None for the image's.")
        self.threshold = threshold
        self.band = tuple(band)
        self.beta = beta
        self.candidates = tuple(candidates)
        self.size = size

    def label(self, image: np.ndarray, responses: np.ndarray) -> np.ndarray:
        """See :class:`Labeler`."""
        check_arguments(image, responses, self)
        masks = np.zeros((len(responses), *image.shape[:2]), bool)
        if not len(responses):
            return masks
        maps = torch.from_numpy(responses).float()
        small = self._shrink(image)
        for index, soft in enumerate(soft_masks(maps, small.shape[:2])):
            threshold = self.threshold
            if threshold == ADAPTIVE:
                lead = self._walk(small, soft.numpy(), 0.5)
                first = soft >= 0.5 if lead is None else lead > 0
                threshold = best_threshold(soft, first, self.candidates)
            lead = self._walk(small, soft.numpy(), threshold)
            masks[index] = (
                soft_masks(maps[index, None], image.shape[:2])[0] >= threshold
                if lead is None else _resize(lead, image.shape[:2]) > 0)
        return masks

    def _shrink(self, image: np.ndarray) -> np.ndarray:
        """The image that is walked over, uint8."""
        longest = max(image.shape[:2])
        if self.size is None or longest <= self.size:
            return image
        size = [max(1, round(side * self.size / longest))
                for side in image.shape[:2]]
        channels = torch.from_numpy(image).permute(2, 0, 1).float()
        return _resize(channels, size).permute(1, 2, 0).round().clamp(
            0, 255).byte().numpy()

    def _walk(self, image: np.ndarray, soft: np.ndarray,
              threshold: float) -> Optional[Tensor]:
        """Chance of the entity less that of the rest, float (H, W), from the
        seeds about a threshold; None where nothing guides a walker."""
        from skimage.segmentation import random_walker
        outside = soft < self.band[0] * threshold
        inside = soft >= threshold + self.band[1] * (1 - threshold)
        undecided = ~(outside | inside)
        if (image == image[0, 0]).all() or not (
                outside.any() and inside.any() and undecided.any()):
            return None
        # Solved exactly: conjugate gradients leave places that colours shut
        # off undecided. The two chances are compared, not read, so that
        # rounding beyond 0 and 1 is no matter.
        rest, entity = random_walker(
            image, outside + 2 * inside, beta=self.beta, mode='bf',
            prob_tol=1., channel_axis=-1, return_full_prob=True)
        return torch.from_numpy(entity - rest)


def _resize(maps: Tensor, size: Sequence[int]) -> Tensor:
    """(..., H, W) to (..., *size), bilinearly; smoothed where it shrinks."""
    if tuple(maps.shape[-2:]) == tuple(size):
        return maps
    flat = maps.reshape(1, -1, *maps.shape[-2:])
    return F.interpolate(flat, tuple(size), mode='bilinear', antialias=True,
                         align_corners=False).reshape(
                             *maps.shape[:-2], *size)


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
