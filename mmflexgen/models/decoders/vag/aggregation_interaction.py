"""MINet's aggregate interaction module (Pang et al. 2020, 3.2)."""

from typing import Sequence

import torch.nn.functional as F
from torch import Tensor, nn

from .scale_exchange import ScaleExchange, conv_unit


class AggregationInteraction(nn.Module):
    """One resolution, told what its neighbours hold.

    All levels exchange with their neighbours, then the main one collects;
    what it was is added.

    Args:
        channels: of all resolutions, a multiple of 8.
        num_levels: resolutions, coarse to fine: 2 or 3.
        main: the one that is kept.
    """

    def __init__(self, channels: int, num_levels: int, main: int) -> None:
        super().__init__()
        self.main = main
        self.enter = nn.ModuleList(conv_unit(channels)
                                   for _ in range(num_levels))
        self.exchange = ScaleExchange(channels, num_levels,
                                      range(num_levels))
        self.collect = ScaleExchange(channels, num_levels, [main])
        # ReLU follows the sum.
        self.leave = conv_unit(channels)[:-1]

    def forward(self, levels: Sequence[Tensor]) -> Tensor:
        """The main level, like it was.

        Args:
            levels: (B, channels, h_s, w_s) each, coarse to fine.
        """
        entered = [unit(level) for unit, level in zip(self.enter, levels)]
        collected, = self.collect(self.exchange(entered))
        return F.relu(self.leave(collected) + levels[self.main])
