"""Scores that follow the colours of an image."""

from typing import Iterator, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


def propagate(image: np.ndarray, scores: Tensor, iterations: int = 10,
              dilations: Sequence[int] = (1, 2, 4)) -> Tensor:
    """Average scores again and again over neighbours of like colour.

    A neighbour's weight is the softmax of minus its difference in colour, in
    tenths of the standard deviation of the colours around the pixel: an edge
    stops scores, whatever the contrast of the image.

    Args:
        image: uint8 (H, W, 3).
        scores: (C, H, W).
        iterations: how often.
        dilations: distances, in pixels, of the eight neighbours.

    Returns:
        Like ``scores``; within their range.
    """
    pixels = torch.from_numpy(image).permute(2, 0, 1).to(scores) / 255
    near = torch.stack(list(_neighbours(pixels, dilations)))
    spread = near.std(0, correction=0).clamp(min=1 / 255)
    # (neighbours, H, W)
    distance = ((near - pixels).abs() / (0.1 * spread)).mean(1)
    weights = (-distance).softmax(0)
    for _ in range(iterations):
        scores = sum(weight * shifted for weight, shifted in zip(
            weights, _neighbours(scores, dilations)))
    return scores


def _neighbours(maps: Tensor, dilations: Sequence[int]) -> Iterator[Tensor]:
    """(C, H, W) as seen from each pixel's neighbours; edges are repeated."""
    height, width = maps.shape[1:]
    for step in dilations:
        padded = F.pad(maps[None], (step, ) * 4, mode='replicate')[0]
        for top in (0, step, 2 * step):
            for left in (0, step, 2 * step):
                if (top, left) != (step, step):
                    yield padded[:, top:top + height, left:left + width]
