"""Neighbouring resolutions exchange what they hold (MINet)."""

from typing import List, Sequence

import torch.nn.functional as F
from torch import Tensor, nn


def conv_unit(channels: int) -> nn.Sequential:
    """3x3 convolution, norm, ReLU.

    MINet's norm is over the batch; a group norm also serves small batches,
    and leaves each sample alone.
    """
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1, bias=False),
        _norm(channels), nn.ReLU(inplace=True))


def at_size(maps: Tensor, size: Sequence[int]) -> Tensor:
    """Maps (B, C, h, w) averaged down, or repeated up, to ``size``."""
    if tuple(maps.shape[-2:]) == tuple(size):
        return maps
    if maps[0, 0].numel() > size[0] * size[1]:
        return F.adaptive_avg_pool2d(maps, tuple(size))
    return F.interpolate(maps, tuple(size), mode='nearest')


class ScaleExchange(nn.Module):
    """Each target becomes a sum over itself and its direct neighbours.

    Every summand is brought to the target's resolution and convolved by
    weights of its own; norm and ReLU follow the sum.

    Args:
        channels: of all resolutions, a multiple of 8.
        num_levels: resolutions, coarse to fine.
        targets: those that are computed.
    """

    def __init__(self, channels: int, num_levels: int,
                 targets: Sequence[int]) -> None:
        super().__init__()
        self.sources = {target: [
            source for source in (target - 1, target, target + 1)
            if 0 <= source < num_levels] for target in targets}
        self.convs = nn.ModuleList(
            nn.ModuleList(
                nn.Conv2d(channels, channels, 3, padding=1, bias=False)
                for _ in sources) for sources in self.sources.values())
        self.norms = nn.ModuleList(_norm(channels) for _ in self.sources)

    def forward(self, levels: Sequence[Tensor]) -> List[Tensor]:
        """The targets.

        Args:
            levels: (B, channels, h_s, w_s) each, coarse to fine.

        Returns:
            Like the levels that are targets.
        """
        result = []
        for (target, sources), convs, norm in zip(
                self.sources.items(), self.convs, self.norms):
            size = levels[target].shape[-2:]
            total = sum(conv(at_size(levels[source], size))
                        for source, conv in zip(sources, convs))
            result.append(F.relu(norm(total)))
        return result


def _norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(8, channels)
