"""Temporal Fluctuation Factor (equation 4)."""

from typing import List, Sequence, Union

import torch
from torch import Tensor

from mmflexgen.utils import InputError, check_choice
from .maps import soft_masks

SOURCES = ('renoise', 'trajectory')


class TemporalFluctuation:
    """How steady the masks of a sample are; lower is better.

    An image without any mask is the steadiest of all: put a
    :class:`ClassAreaFilter` or :class:`PromptedClassFilter` before a
    selection by this score.

    Args:
        total: T, steps of the noise schedule.
        timesteps: K takes the middles of K equal parts of the schedule: its
            last step is noise alone and its first the image itself. Or the
            steps themselves, 1 to T.
        per_area: divide by the part of the image that the mean mask covers,
            so that a small object is not steady for its size.
        source: 'renoise' noises the finished sample to each step;
            'trajectory' reads the steps of the sampling itself that are
            nearest to them, which costs no pass.

    Raises:
        InputError: fewer than two steps, one out of range, or another
            source.
    """

    def __init__(self, total: int, timesteps: Union[int, Sequence[int]] = 4,
                 per_area: bool = False, source: str = 'renoise') -> None:
        check_choice('fluctuation.source', source, SOURCES)
        steps = ([round((2 * part + 1) * total / (2 * timesteps))
                  for part in range(timesteps)]
                 if isinstance(timesteps, int) else list(timesteps))
        if len(steps) < 2 or not all(1 <= step <= total for step in steps):
            raise InputError(
                f'fluctuation.timesteps is {timesteps}: give a number of 2 '
                f'or more, or that many steps from 1 to {total}.')
        self.total = total
        self.timesteps = steps
        self.per_area = per_area
        self.source = source

    def values(self, maps: Sequence[Tensor], counts: Sequence[int],
               size: Sequence[int]) -> List[float]:
        """The factor of every sample, the mean over its entities.

        Args:
            maps: A* at K steps, each (B, C, h, w).
            counts: entities of each sample; one without any has 0.
            size: (height, width) of the images.
        """
        result = []
        for index, count in enumerate(counts):
            masks = torch.stack([each[index, :count] for each in maps])
            value = fluctuation(soft_masks(masks, size), self.per_area
                                ).mean().item() if count else 0.
            result.append(value)
        return result


def fluctuation(masks: Tensor, per_area: bool = False) -> Tensor:
    """Equation 4, for every entity of one image.

    Args:
        masks: soft masks from 0 to 1, (K, C, H, W).
        per_area: see :class:`TemporalFluctuation`.

    Returns:
        (C,), 0 where all masks are the same.
    """
    mean = masks.mean(0)
    change = (masks - mean).abs().mean((0, 2, 3))
    if not per_area:
        return change
    return change / mean.mean((1, 2)).clamp(min=torch.finfo(mean.dtype).tiny)
