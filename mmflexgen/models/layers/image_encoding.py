"""EI: the feature map with what the whole image is about (figure 3 a)."""

from typing import Optional

import torch
from torch import Tensor, nn


class ImageEncoding(nn.Module):
    """EI = Conv(Norm(F*)), F* = F + IC*_1 P, with text concatenated.

    Args:
        channels: C of the feature map.
        dim: d of IC*.
        text_dim: channels of the text maps; 0 for none.
        groups: of the norm; a divisor of C.
    """

    def __init__(self, channels: int, dim: int, text_dim: int,
                 groups: int) -> None:
        super().__init__()
        self.projection = nn.Linear(dim, channels, bias=False)
        self.text_projection = (nn.Linear(text_dim, channels, bias=False)
                                if text_dim else None)
        width = channels * (2 if text_dim else 1)
        self.norm = nn.GroupNorm(groups, width)
        self.conv = nn.Conv2d(width, channels, 3, padding=1)

    def forward(self, features: Tensor, whole: Tensor,
                text: Optional[Tensor] = None) -> Tensor:
        """EI.

        Args:
            features: F, (B, C, h, w).
            whole: IC*_1, (B, d).
            text: (B, h * w, text_dim), if there is any.

        Returns:
            (B, C, h, w).
        """
        # Up-sampling blocks leave channels-last memory behind, on which
        # torch 2.13's CPU group norm crashes in its backward pass.
        features = features.contiguous()
        mixed = features + self.projection(whole)[..., None, None]
        if text is not None:
            maps = self.text_projection(text).transpose(1, 2)
            mixed = torch.cat([mixed, maps.unflatten(
                -1, features.shape[-2:])], dim=1)
        return self.conv(self.norm(mixed))
