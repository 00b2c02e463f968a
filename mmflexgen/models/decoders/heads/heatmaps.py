"""Joints to heatmaps and back.

A joint's coordinates are a pixel's centre, as COCO stores them: (0, 0) lies
half a pixel from the image's upper and left edge.
"""

from typing import Sequence

import torch
from torch import Tensor

# Below it, the logarithm of a heatmap is noise.
_FLOOR = 1e-6


def draw_heatmaps(points: Tensor, size: Sequence[int],
                  image_size: Sequence[int], sigma: float) -> Tensor:
    """A Gaussian of height 1 on each joint, between cells if it lies there.

    Args:
        points: (..., K, 2 or more), x, y in pixels of the image.
        size: (h, w) of the heatmaps.
        image_size: (H, W).
        sigma: in cells of the heatmap.

    Returns:
        (..., K, h, w).
    """
    height, width = size
    x = (points[..., 0] + 0.5) * (width / image_size[1]) - 0.5
    y = (points[..., 1] + 0.5) * (height / image_size[0]) - 0.5
    columns = torch.arange(width, device=points.device) - x[..., None]
    rows = torch.arange(height, device=points.device) - y[..., None]
    squares = columns[..., None, :].square() + rows[..., None].square()
    return torch.exp(squares / (-2 * sigma**2))


def heatmap_loss(maps: Tensor, points: Tensor, image_size: Sequence[int],
                 sigma: float) -> Tensor:
    """The mean squared error over the pixels of the labelled joints.

    Args:
        maps: predicted heatmaps (B, K, h, w).
        points: (B, K, 3), x, y in pixels of the image and COCO's
            visibility; joints of visibility 0 do not count.
        image_size: (H, W).
        sigma: of :func:`draw_heatmaps`.

    Returns:
        A scalar; 0 without a labelled joint.
    """
    truth = draw_heatmaps(points, maps.shape[-2:], image_size, sigma)
    labelled = points[..., 2] > 0
    errors = (maps.float() - truth).square().mean((2, 3)) * labelled
    return errors.sum() / labelled.sum().clamp(min=1)


def find_peaks(maps: Tensor, cell: Sequence[float]) -> Tensor:
    """Joints of heatmaps that were enlarged to the image's size.

    Per axis, a parabola through the logarithms of the peak and of its
    neighbours one cell of the original heatmap away has its vertex where a
    Gaussian has its centre. At the border the peak stays on its pixel.

    Args:
        maps: (K, H, W).
        cell: (height, width) of a heatmap's cell in pixels.

    Returns:
        (K, 3): x, y in pixels and the peak's height, 0 to 1.
    """
    height, width = maps.shape[-2:]
    score, place = maps.flatten(1).max(1)
    row = torch.div(place, width, rounding_mode='floor')
    column = place % width
    logs = maps.clamp(min=_FLOOR).log()
    joints = torch.arange(len(maps), device=maps.device)
    y = _vertex(logs[joints, :, column], row, max(1, round(cell[0])))
    x = _vertex(logs[joints, row], column, max(1, round(cell[1])))
    return torch.stack([x, y, score.clamp(0, 1)], dim=1)


def _vertex(logs: Tensor, peak: Tensor, step: int) -> Tensor:
    """Vertex (K,) near the peaks (K,) of lines (K, L), at most half a step
    away."""
    last = logs.shape[1] - 1
    joints = torch.arange(len(logs), device=logs.device)
    before, after = peak - step, peak + step
    low = logs[joints, before.clamp(min=0)]
    high = logs[joints, after.clamp(max=last)]
    bend = 2 * logs[joints, peak] - low - high
    offset = step / 2 * (high - low) / bend.clamp(min=_FLOOR)
    inside = (before >= 0) & (after <= last)
    return peak + offset * inside
