"""Temporal Fluctuation Factor (equation 4)."""

from typing import List, Sequence, Union

import torch
from torch import Tensor

from mmflexgen.utils import InputError


def uniform_timesteps(timesteps: Union[int, Sequence[int]],
                      total: int) -> List[int]:
    """The steps that masks are compared at, 1 to ``total``, early first.

    Args:
        timesteps: K takes the middles of K equal parts of the schedule: its
            last step is noise alone and its first the image itself. Or the
            steps themselves.
        total: T, steps of the noise schedule.

    Raises:
        InputError: fewer than two steps, or one out of range.
    """
    steps = ([round((2 * part + 1) * total / (2 * timesteps))
              for part in range(timesteps)]
             if isinstance(timesteps, int) else list(timesteps))
    if len(steps) < 2 or not all(1 <= step <= total for step in steps):
        raise InputError(
            f'fluctuation.timesteps is {timesteps}: give a number of 2 or '
            f'more, or that many steps from 1 to {total}.')
    return steps


def fluctuation(masks: Tensor, per_area: bool = False) -> Tensor:
    """How much masks of the same image change over K steps.

    Args:
        masks: soft masks from 0 to 1, (K, C, H, W).
        per_area: divide by the part of the image that the mean mask covers,
            so that a small object is not steady for its size.

    Returns:
        (C,), 0 where all masks are the same.
    """
    mean = masks.mean(0)
    change = (masks - mean).abs().mean((0, 2, 3))
    if not per_area:
        return change
    return change / mean.mean((1, 2)).clamp(min=torch.finfo(mean.dtype).tiny)
