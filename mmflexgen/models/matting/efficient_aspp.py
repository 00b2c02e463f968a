"""Several scales at the price of one (MODNet's e-ASPP)."""

from typing import Any, Dict, Sequence

import torch
from mmcv.cnn import ConvModule
from torch import Tensor, nn


class EfficientASPP(nn.Module):
    """Atrous pyramid whose convolutions look at one channel each.

    Channels are reduced, seen at every dilation by a depthwise convolution,
    then fused over scales, still each channel by itself, then over channels,
    and recovered.

    Args:
        channels: C, of input and output.
        dilations: one per scale.
        reduction: by how much the channels are reduced; 4 in the paper.
        norm_cfg: of the norms.
    """

    def __init__(self, channels: int, dilations: Sequence[int],
                 reduction: int, norm_cfg: Dict[str, Any]) -> None:
        super().__init__()
        inner = channels // reduction
        self.reduce = ConvModule(channels, inner, 1, norm_cfg=norm_cfg)
        self.scales = nn.ModuleList(
            ConvModule(inner, inner, 3, padding=dilation, dilation=dilation,
                       groups=inner, norm_cfg=norm_cfg)
            for dilation in dilations)
        self.fuse_scales = ConvModule(len(dilations) * inner, inner, 1,
                                      groups=inner, norm_cfg=norm_cfg)
        self.fuse_channels = ConvModule(inner, inner, 1, norm_cfg=norm_cfg)
        self.recover = ConvModule(inner, channels, 1, norm_cfg=norm_cfg)

    def forward(self, features: Tensor) -> Tensor:
        """(B, C, h, w) to the same."""
        reduced = self.reduce(features)
        # A channel's scales lie side by side: a group of the fusion.
        seen = torch.stack([scale(reduced) for scale in self.scales], dim=2)
        return self.recover(self.fuse_channels(
            self.fuse_scales(seen.flatten(1, 2))))
