"""Where a category prompt stands (FlexDataset, ablation 4)."""

import torch
from torch import Tensor, nn


def sine_cosine_grid(side: int, dim: int) -> Tensor:
    """2D sine-cosine embedding (side, side, dim), indexed by row, column.

    A quarter of the channels each are sines and cosines of y, then of x.

    Args:
        side: positions along each side.
        dim: a multiple of 4.
    """
    frequencies = 10000.**(-torch.arange(dim // 4) / (dim // 4))
    angles = torch.arange(side)[:, None] * frequencies
    line = torch.cat([angles.sin(), angles.cos()], dim=1)
    return torch.cat([line[:, None].expand(-1, side, -1),
                      line[None].expand(side, -1, -1)], dim=-1)


class LocationTokens(nn.Module):
    """A learnt token per place of a grid, 2D sine-cosine at first.

    A box has the sum of the tokens of its two corners.

    Args:
        dim: channels, a multiple of 4.
        side: places along each side.
    """

    def __init__(self, dim: int, side: int = 32) -> None:
        super().__init__()
        self.side = side
        self.table = nn.Parameter(sine_cosine_grid(side, dim))

    def forward(self, boxes: Tensor) -> Tensor:
        """(B, N, 4) in [0, 1] to (B, N, dim)."""
        x1, y1, x2, y2 = (boxes * (self.side - 1)).round().long().unbind(-1)
        return self.table[y1, x1] + self.table[y2, x2]
