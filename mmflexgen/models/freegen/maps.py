"""Maps of entities: their scale, their size, and what they say together."""

from typing import Optional, Sequence, Tuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

IGNORE_INDEX = 255


def stretch(maps: Tensor) -> Tensor:
    """Each of (..., h, w) to 0 to 1; a map without contrast to 0."""
    low, high = maps.amin((-2, -1), True), maps.amax((-2, -1), True)
    return (maps - low) / (high - low).clamp(min=1e-12)


def soft_masks(maps: Tensor, size: Sequence[int]) -> Tensor:
    """Maps (..., C, h, w) stretched, then resized to (..., C, *size)."""
    flat = stretch(maps).flatten(0, -3)[:, None]
    resized = F.interpolate(flat, tuple(size), mode='bilinear',
                            align_corners=False)
    return resized.reshape(*maps.shape[:-2], *size)


def compose(masks: np.ndarray, responses: np.ndarray, labels: Sequence[int],
            background: int,
            uncertain: Optional[Tuple[float, float]] = None) -> np.ndarray:
    """One label map of several entities.

    Where masks overlap, the highest soft mask wins.

    Args:
        masks: bool (C, H, W).
        responses: (C, h, w).
        labels: class index of each entity.
        background: label outside of all masks.
        uncertain: pixels whose highest soft mask lies in [low, high) are
            ignored (255).

    Returns:
        uint8 (H, W).
    """
    size = masks.shape[1:]
    result = np.full(size, background, np.uint8)
    if not len(labels):
        return result
    scores = soft_masks(torch.from_numpy(responses).float(), size).numpy()
    winner = np.where(masks, scores, -1.).argmax(0)
    covered = masks.any(0)
    result[covered] = np.asarray(labels, np.uint8)[winner[covered]]
    if uncertain is not None:
        highest = scores.max(0)
        result[(highest >= uncertain[0]) & (highest < uncertain[1])] = \
            IGNORE_INDEX
    return result
