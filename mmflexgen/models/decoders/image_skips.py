"""The image itself, for the blocks that enlarge beyond the query."""

from typing import List, Sequence

import torch.nn.functional as F
from torch import Tensor, nn


class ImageSkips(nn.Module):
    """An image at the resolutions of up-sampling blocks.

    The cells of a query are as large as those of the latents: where in a
    cell an outline runs, the image tells. All pixels of a cell become its
    channels before a convolution, so that nothing is averaged away.

    Args:
        strides: image pixels per cell of each resolution.
        channels: of every result, a multiple of 8.
    """

    def __init__(self, strides: Sequence[int], channels: int) -> None:
        super().__init__()
        self.strides = list(strides)
        self.convs = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(3 * stride**2, channels, 3, padding=1, bias=False),
                nn.GroupNorm(8, channels), nn.ReLU(inplace=True))
            for stride in strides)

    def forward(self, image: Tensor) -> List[Tensor]:
        """One (B, channels, H / stride, W / stride) per stride.

        Args:
            image: (B, 3, H, W), RGB in [-1, 1]; the sides are multiples of
                all strides.
        """
        return [conv(F.pixel_unshuffle(image, stride))
                for conv, stride in zip(self.convs, self.strides)]
