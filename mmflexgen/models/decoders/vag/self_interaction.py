"""MINet's self-interaction module (Pang et al. 2020, 3.3)."""

import torch.nn.functional as F
from torch import Tensor, nn

from .scale_exchange import ScaleExchange, conv_unit


class SelfInteraction(nn.Module):
    """A map and its pooled self, at half the resolution, inform each other.

    Args:
        channels: of the map, a multiple of 8.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.enter_low = conv_unit(channels)
        self.enter_high = conv_unit(channels)
        self.exchange = ScaleExchange(channels, 2, (0, 1))
        self.collect = ScaleExchange(channels, 2, (1, ))

    def forward(self, maps: Tensor) -> Tensor:
        """(B, channels, h, w) to the same; the input is added."""
        low = F.avg_pool2d(maps, 2, ceil_mode=True)
        levels = [self.enter_low(low), self.enter_high(maps)]
        high, = self.collect(self.exchange(levels))
        return high + maps
