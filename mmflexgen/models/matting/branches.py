"""The three branches of MODNet."""

from functools import partial
from typing import Any, Dict, Sequence

import torch
import torch.nn.functional as F
from mmcv.cnn import ConvModule
from torch import Tensor, nn

from .efficient_aspp import EfficientASPP


def resize(maps: Tensor, like: Tensor) -> Tensor:
    """Maps (B, C, h, w) at the size of others, bilinearly."""
    return F.interpolate(maps, like.shape[-2:], mode='bilinear',
                         align_corners=False)


class SemanticBranch(nn.Module):
    """S: what is foreground, coarsely, from the deepest features.

    Args:
        in_channels: C, of the deepest features.
        channels: of S(I).
        dilations: of :class:`EfficientASPP`.
        norm_cfg: of the norms.
    """

    def __init__(self, in_channels: int, channels: int,
                 dilations: Sequence[int], norm_cfg: Dict[str, Any]) -> None:
        super().__init__()
        self.aspp = EfficientASPP(in_channels, dilations, 4, norm_cfg)
        self.conv = ConvModule(in_channels, channels, 3, padding=1,
                               norm_cfg=norm_cfg)
        self.mask = nn.Conv2d(channels, 1, 3, padding=1)

    def forward(self, deepest: Tensor, like: Tensor) -> Tensor:
        """S(I).

        Args:
            deepest: (B, C, h, w).
            like: features (B, _, 2h, 2w), of the size that S(I) gets.
        """
        return self.conv(resize(self.aspp(deepest), like))

    def predict(self, semantic: Tensor) -> Tensor:
        """Logits of s_p, (B, 1, h, w), of S(I)."""
        return self.mask(semantic)


class DetailBranch(nn.Module):
    """D: the outline, from the image, S(I) and early features.

    Narrow, and at a quarter of the image's resolution inside.

    Args:
        in_channels: of the features at strides 2 and 4.
        semantic_channels: of S(I).
        channels: of D(I, S(I)).
        norm_cfg: of the norms.
    """

    def __init__(self, in_channels: Sequence[int], semantic_channels: int,
                 channels: int, norm_cfg: Dict[str, Any]) -> None:
        super().__init__()
        conv = partial(ConvModule, kernel_size=3, padding=1,
                       norm_cfg=norm_cfg)
        self.early = nn.ModuleList(
            ConvModule(count, channels, 1, norm_cfg=norm_cfg)
            for count in in_channels)
        self.semantic = ConvModule(semantic_channels, channels, 1,
                                   norm_cfg=norm_cfg)
        self.down = conv(channels + 3, channels, stride=2)
        self.inner = nn.Sequential(conv(3 * channels + 3, 2 * channels),
                                   conv(2 * channels, channels),
                                   conv(channels, channels))
        self.up = nn.Sequential(conv(2 * channels, 2 * channels),
                                conv(2 * channels, channels))
        self.matte = nn.Sequential(conv(channels + 3, channels),
                                   nn.Conv2d(channels, 1, 1))

    def forward(self, image: Tensor, semantic: Tensor,
                early: Sequence[Tensor]) -> Tensor:
        """D(I, S(I)), at stride 2.

        Args:
            image: (B, 3, H, W), normalised.
            semantic: S(I).
            early: features at strides 2 and 4.
        """
        half, quarter = (conv(maps)
                         for conv, maps in zip(self.early, early))
        inner = self.down(torch.cat([half, resize(image, half)], 1))
        inner = self.inner(torch.cat([
            resize(inner, quarter), quarter,
            resize(self.semantic(semantic), quarter),
            resize(image, quarter)], 1))
        return self.up(torch.cat([resize(inner, half), half], 1))

    def predict(self, detail: Tensor, image: Tensor) -> Tensor:
        """Logits of d_p, (B, 1, H, W), of D(I, S(I))."""
        return self.matte(torch.cat([resize(detail, image), image], 1))


class FusionBranch(nn.Module):
    """F: the matte, from what the other branches see.

    Args:
        semantic_channels: of S(I).
        channels: of D(I, S(I)).
        norm_cfg: of the norms.
    """

    def __init__(self, semantic_channels: int, channels: int,
                 norm_cfg: Dict[str, Any]) -> None:
        super().__init__()
        conv = partial(ConvModule, kernel_size=3, padding=1,
                       norm_cfg=norm_cfg)
        self.semantic = conv(semantic_channels, channels)
        self.fuse = conv(2 * channels, channels)
        self.matte = nn.Sequential(conv(channels + 3, channels // 2),
                                   nn.Conv2d(channels // 2, 1, 1))

    def forward(self, image: Tensor, semantic: Tensor,
                detail: Tensor) -> Tensor:
        """Logits of alpha_p, (B, 1, H, W)."""
        fused = self.fuse(torch.cat([
            resize(self.semantic(semantic), detail), detail], 1))
        return self.matte(torch.cat([resize(fused, image), image], 1))
