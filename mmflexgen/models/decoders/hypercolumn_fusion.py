"""Features and cross-attention fused per resolution (DatasetDM, 3.3)."""

from typing import List, Optional, Sequence

import torch
from torch import Tensor, nn


class HypercolumnFusion(nn.Module):
    """F^ = Conv([F, A^]), a convolution per resolution.

    F is normalized per sample first: the UNet's activations differ by two
    orders of magnitude between resolutions and base models. A^ is counted in
    multiples of uniform attention, so both start at a like scale.

    Args:
        feature_channels: channels of F, coarse to fine.
        attn_channels: channels of A^, coarse to fine; 0 where there is none.
        num_tokens: token positions a map's probabilities are spread over.
        out_channels: channels of F^.
        dropout: share of F's channels set to zero in training, all over the
            image. Few labelled images leave many channels that tell them
            apart by chance. 0 in the paper.
        kernel_size: of the convolution, odd; 1 in DatasetDM, 3 in FreeGen.
    """

    def __init__(self,
                 feature_channels: Sequence[int],
                 attn_channels: Sequence[int],
                 num_tokens: int,
                 out_channels: int = 256,
                 dropout: float = 0.,
                 kernel_size: int = 1) -> None:
        super().__init__()
        self.num_tokens = num_tokens
        self.norms = nn.ModuleList(
            nn.GroupNorm(1, channels) for channels in feature_channels)
        self.dropout = nn.Dropout2d(dropout)
        self.convs = nn.ModuleList(
            nn.Conv2d(channels + maps, out_channels, kernel_size,
                      padding=kernel_size // 2)
            for channels, maps in zip(feature_channels, attn_channels))

    def forward(self, features: Sequence[Tensor],
                attn: Sequence[Optional[Tensor]]) -> List[Tensor]:
        """Fuse.

        Args:
            features: one (B, C_s, h_s, w_s) per resolution.
            attn: one (B, K_s, h_s, w_s) or None per resolution.

        Returns:
            One (B, out_channels, h_s, w_s) per resolution.
        """
        fused = []
        for norm, conv, feature, maps in zip(self.norms, self.convs,
                                             features, attn):
            parts = [self.dropout(norm(feature))]
            if maps is not None:
                parts.append(maps * self.num_tokens)
            fused.append(conv(torch.cat(parts, dim=1)))
        return fused
