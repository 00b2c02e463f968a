"""The residual block that brings a composition into a feature map."""

from typing import Optional

from torch import Tensor, nn

from .image_encoding import ImageEncoding
from .linear_transformer import FeedForward
from .masked_linear_attention import MIMCAttention


class MIMCBlock(nn.Module):
    """F + W (FFN(Norm(A))), with W = 0 before training.

    The norm spans pixels: one per pixel would take the attention's weight
    out again wherever a pixel lies in one box, and A would not depend on Q.
    ``to_query`` gives Query_(MIMC), (B, C, h, w), which annotation decoders
    read through a :class:`FeatureProbe`.

    Args:
        channels: C of the feature map.
        dim: d of IC* and CCE.
        pixel_dim: channels of EP.
        text_dim: channels of the text maps; 0 for none.
        heads: of the attention; a divisor of C.
        groups: of the norms; a divisor of C.
        reading, normalise: see :class:`MIMCAttention`.
    """

    def __init__(self, channels: int, dim: int, pixel_dim: int,
                 text_dim: int = 0, heads: int = 4, groups: int = 16,
                 reading: str = 'figure', normalise: bool = False) -> None:
        super().__init__()
        self.image_encoding = ImageEncoding(channels, dim, text_dim, groups)
        self.to_query = nn.Conv2d(channels, channels, 1)
        self.attention = MIMCAttention(channels, dim, pixel_dim, heads,
                                       reading, normalise)
        self.norm = nn.GroupNorm(groups, channels)
        self.feed_forward = FeedForward(channels)
        self.to_out = nn.Linear(channels, channels)
        for weight in self.to_out.parameters():
            nn.init.zeros_(weight)

    def forward(self, features: Tensor, whole: Tensor, categorical: Tensor,
                pixels: Tensor, membership: Tensor, mask: Tensor,
                text: Optional[Tensor] = None) -> Tensor:
        """The feature map, changed.

        Args:
            features: F, (B, C, h, w).
            whole: IC*_1, (B, d).
            categorical: CCE, (B, N, d).
            pixels: EP, (B, h * w, pixel_dim).
            membership: (B, N, h * w).
            mask: M, (B, N, h * w).
            text: (B, h * w, text_dim), if there is any.

        Returns:
            (B, C, h, w).
        """
        encoded = self.image_encoding(features, whole, text)
        query = self.to_query(encoded).flatten(2).transpose(1, 2)
        attended = self.attention(query, categorical, pixels, membership,
                                  mask)
        normed = self.norm(attended.transpose(1, 2).contiguous())
        tokens = normed.transpose(1, 2)
        tokens = tokens + self.feed_forward(tokens)
        change = self.to_out(tokens).transpose(1, 2)
        return features + change.unflatten(-1, features.shape[-2:])
