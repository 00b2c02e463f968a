"""What MODNet's branches learn, all from one matte."""

from typing import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

# Mattes stored as JPEG are not quite 0 outside, nor quite 1 inside.
_NEARLY = 0.05
_KERNEL, _SIGMA = 3, 0.8


def coarse_matte(matte: Tensor, size: Sequence[int]) -> Tensor:
    """G(alpha): a matte without detail.

    Each cell is the mean of its pixels, then of its 3 x 3 neighbours by a
    Gaussian; edges are repeated.

    Args:
        matte: (B, 1, H, W).
        size: (height, width) of the result.
    """
    small = F.interpolate(matte, tuple(size), mode='area')
    place = torch.arange(_KERNEL, dtype=matte.dtype, device=matte.device)
    bell = (-(place - _KERNEL // 2).square() / (2 * _SIGMA**2)).exp()
    bell = bell / bell.sum()
    padded = F.pad(small, (_KERNEL // 2, ) * 4, mode='replicate')
    return F.conv2d(padded, (bell[:, None] * bell)[None, None])


def transition_region(matte: Tensor, width: int) -> Tensor:
    """m_d: 1 where the matte, within a window, is not all 0 or all 1.

    Args:
        matte: (B, 1, H, W), 0 to 1.
        width: of the window in pixels, odd.

    Returns:
        float, like ``matte``.
    """
    dilated = F.max_pool2d(matte, width, 1, width // 2)
    eroded = -F.max_pool2d(-matte, width, 1, width // 2)
    return ((dilated > _NEARLY) & (eroded < 1 - _NEARLY)).to(matte)
