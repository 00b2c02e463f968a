"""Which cells of a map belong to which instance (FlexDataset, equation 2)."""

from typing import Tuple

import torch
from torch import Tensor


def instance_membership(boxes: Tensor, valid: Tensor,
                        size: Tuple[int, int]) -> Tensor:
    """M_i of equation 2, with 0 in the place of -inf.

    A cell belongs to a box that holds its centre, borders included. A box
    too narrow to hold any centre gets the column (or row) its own centre
    lies in, so it keeps at least one cell at every resolution. The mask is
    multiplied into linear attention, where -inf has no place.

    Args:
        boxes: (B, N, 4), x1, y1, x2, y2 in [0, 1].
        valid: bool (B, N); the others own no cell.
        size: (h, w) of the map.

    Returns:
        (B, N, h * w) of 0 and 1, in the type of ``boxes``.
    """
    columns = _within(boxes[..., 0], boxes[..., 2], size[1])
    rows = _within(boxes[..., 1], boxes[..., 3], size[0])
    cells = rows.unsqueeze(-1) & columns.unsqueeze(-2)
    return (cells.flatten(2) & valid.unsqueeze(-1)).to(boxes.dtype)


def _within(low: Tensor, high: Tensor, cells: int) -> Tensor:
    """bool (B, N, cells): along one side."""
    index = torch.arange(cells, device=low.device)
    centres = (index + 0.5) / cells
    inside = ((centres >= low.unsqueeze(-1))
              & (centres <= high.unsqueeze(-1)))
    middle = ((low + high) / 2 * cells).long().clamp(max=cells - 1)
    return torch.where(inside.any(-1, keepdim=True), inside,
                       index == middle.unsqueeze(-1))


def attention_mask(membership: Tensor) -> Tensor:
    """M = [M_1, ..., M_N], with the background in the first place.

    M_1 = 1 - min(1, sum of the others): what no object covers.

    Args:
        membership: (B, N, P) of :func:`instance_membership`.

    Returns:
        (B, N, P).
    """
    objects = membership[:, 1:]
    background = 1 - objects.sum(1, keepdim=True).clamp(max=1)
    return torch.cat([background, objects], dim=1)


def instance_mean(maps: Tensor, membership: Tensor) -> Tensor:
    """Mean over the cells of each instance; zeros where it has none.

    Args:
        maps: (B, P, C).
        membership: (B, N, P).

    Returns:
        (B, N, C).
    """
    # Shares before sums: sums over many cells overflow in half precision.
    count = membership.sum(-1, keepdim=True).clamp(min=1)
    return (membership / count) @ maps
