"""Features and entities refined by each other (FreeGen, second stage)."""

from typing import Any, Dict, List, Sequence, Tuple

import torch
from mmdet.models.layers import (DeformableDetrTransformerEncoder,
                                 SinePositionalEncoding)
from mmdet.models.layers.transformer import (
    DeformableDetrTransformerEncoderLayer, DetrTransformerEncoderLayer)
from torch import Tensor, nn

from mmflexgen.models.layers import BidirectionalAttention


class EntityAlignmentLayer(nn.Module):
    """One layer of equations 6 and 7.

    Args:
        channels: C.
        num_levels: resolutions of the features.
        num_heads: attention heads.
        num_points: places that a deformable head looks at per resolution.
        ffn_channels: hidden width of the FFNs.
    """

    def __init__(self, channels: int, num_levels: int, num_heads: int,
                 num_points: int, ffn_channels: int) -> None:
        super().__init__()
        ffn = dict(embed_dims=channels, feedforward_channels=ffn_channels)
        self.refine_features = DeformableDetrTransformerEncoderLayer(
            self_attn_cfg=dict(
                embed_dims=channels, num_levels=num_levels,
                num_heads=num_heads, num_points=num_points, dropout=0.,
                batch_first=True),
            ffn_cfg=dict(ffn))
        self.refine_text = DetrTransformerEncoderLayer(
            self_attn_cfg=dict(embed_dims=channels, num_heads=num_heads,
                               batch_first=True),
            ffn_cfg=dict(ffn))
        self.attention = BidirectionalAttention(channels, num_heads)

    def forward(self, features: Tensor, text: Tensor, padding: Tensor,
                grid: Dict[str, Any]) -> Tuple[Tensor, Tensor]:
        """F_l and Y_l to F_l+1 and Y_l+1.

        Args:
            features: all resolutions, (B, N, C).
            text: (B, E, C).
            padding: bool (B, E), True where there is no entity.
            grid: where the features are; see :meth:`EntityAlignment.grid`.
        """
        phi = self.refine_features(features, key_padding_mask=None, **grid)
        xi = self.refine_text(text, query_pos=None, key_padding_mask=padding)
        # Equation 6.
        next_features = self.attention.to_features(
            phi, text, padding) + features
        # Equation 7.
        next_text = self.attention.to_text(xi, features) + text
        return next_features, next_text


class EntityAlignment(nn.Module):
    """Layers of :class:`EntityAlignmentLayer`.

    Args:
        channels: C, even.
        num_levels: resolutions of the features.
        num_layers: L; the paper does not give it, Mask2Former's deformable
            encoder has 6.
        num_heads: attention heads.
        num_points: places that a deformable head looks at per resolution.
        ffn_channels: hidden width of the FFNs.
    """

    def __init__(self, channels: int, num_levels: int, num_layers: int = 6,
                 num_heads: int = 8, num_points: int = 4,
                 ffn_channels: int = 1024) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            EntityAlignmentLayer(channels, num_levels, num_heads, num_points,
                                 ffn_channels) for _ in range(num_layers))
        self.level_embed = nn.Embedding(num_levels, channels)
        self.position = SinePositionalEncoding(channels // 2, normalize=True)
        self.norm_features = nn.LayerNorm(channels)
        self.norm_text = nn.LayerNorm(channels)

    def grid(self, maps: Sequence[Tensor]) -> Dict[str, Any]:
        """What deformable attention wants to know of the resolutions."""
        free = [maps[0].new_zeros((1, *each.shape[-2:]), dtype=torch.bool)
                for each in maps]
        position = torch.cat([
            self.position(each).flatten(2).transpose(1, 2) + level
            for each, level in zip(free, self.level_embed.weight)], dim=1)
        shapes = torch.tensor([each.shape[-2:] for each in maps],
                              device=maps[0].device)
        areas = shapes.prod(1)
        whole = maps[0].new_ones(len(maps[0]), len(maps), 2)
        encoder = DeformableDetrTransformerEncoder
        return dict(
            query_pos=position.expand(len(maps[0]), -1, -1),
            spatial_shapes=shapes, level_start_index=areas.cumsum(0) - areas,
            valid_ratios=whole,
            reference_points=encoder.get_encoder_reference_points(
                shapes, whole, maps[0].device))

    def forward(self, maps: Sequence[Tensor], text: Tensor, padding: Tensor
                ) -> Tuple[List[Tensor], Tensor]:
        """Align.

        Args:
            maps: F, one (B, C, h_s, w_s) per resolution.
            text: Y, (B, E, C).
            padding: bool (B, E), True where there is no entity; each image
                has one at least.

        Returns:
            Like ``maps``, and like ``text``.
        """
        grid = self.grid(maps)
        features = torch.cat(
            [each.flatten(2).transpose(1, 2) for each in maps], dim=1)
        for layer in self.layers:
            features, text = layer(features, text, padding, grid)
        features = self.norm_features(features).transpose(1, 2)
        parts = features.split([each[0, 0].numel() for each in maps], dim=2)
        return [part.unflatten(2, each.shape[-2:])
                for part, each in zip(parts, maps)], self.norm_text(text)
