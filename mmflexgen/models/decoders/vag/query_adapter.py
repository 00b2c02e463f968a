"""Query_(MIMC) in the widths that a decoder takes."""

from typing import List, Sequence

import torch.nn.functional as F
from torch import Tensor, nn

from mmflexgen.utils import InputError


class QueryAdapter(nn.Module):
    """A norm and a 1x1 convolution per resolution.

    The norm is per sample: queries of different base models differ in scale.
    A decoder that takes more resolutions than the query has gets the
    coarsest one pooled, as often as need be.

    Args:
        query_channels: of the query per resolution, coarse to fine.
        widths: channels of each resolution that the decoder takes, coarse to
            fine.
        dropout: share of the query's channels set to zero in training, all
            over the image: few labelled images leave many channels that tell
            them apart by chance.

    Raises:
        InputError: the decoder takes fewer resolutions than there are.
    """

    def __init__(self, query_channels: Sequence[int], widths: Sequence[int],
                 dropout: float = 0.) -> None:
        super().__init__()
        self.pooled = len(widths) - len(query_channels)
        if self.pooled < 0:
            raise InputError(
                f'The query comes in {len(query_channels)} resolutions and '
                f'the decoder takes {len(widths)}: train MIMC layers at '
                'fewer strides, or give the decoder more.')
        channels = [query_channels[0]] * self.pooled + list(query_channels)
        self.dropout = nn.Dropout2d(dropout)
        self.norms = nn.ModuleList(nn.GroupNorm(1, count)
                                   for count in channels)
        self.convs = nn.ModuleList(
            nn.Conv2d(count, width, 1)
            for count, width in zip(channels, widths))

    def forward(self, query: Sequence[Tensor]) -> List[Tensor]:
        """Adapt.

        Args:
            query: one (B, C_s, h_s, w_s) per resolution, coarse to fine.

        Returns:
            One (B, width, h_s, w_s) per resolution that the decoder takes,
            coarse to fine.
        """
        levels = list(query)
        for _ in range(self.pooled):
            levels.insert(0, F.avg_pool2d(levels[0], 2, ceil_mode=True))
        return [conv(self.dropout(norm(level))) for norm, conv, level
                in zip(self.norms, self.convs, levels)]
