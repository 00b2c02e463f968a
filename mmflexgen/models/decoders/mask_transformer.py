"""Mask2Former's transformer decoder on the pixel decoder's memory."""

from typing import List, Optional, Sequence, Tuple

import torch
import torch.nn.functional as F
from mmdet.models.layers import (Mask2FormerTransformerDecoderLayer,
                                 SinePositionalEncoding)
from torch import Tensor, nn

from .mask_product import mask_product


class MaskTransformer(nn.Module):
    """Queries to classes and masks, by masked attention.

    Layer i attends to resolution i modulo the number of memories, within
    the mask that layer i - 1 predicted.

    Args:
        num_classes: C; one more logit stands for "no object". None for
            :meth:`decode` alone, without a classifier.
        num_queries: N.
        channels: width.
        num_layers: each of cross-attention, self-attention and FFN.
        num_heads: attention heads.
        ffn_channels: hidden width of the FFN.
        num_memories: resolutions attended to, the coarsest ones.
        classifier: tells queries (B, N, channels) as C + 1 logits, such as
            :class:`TextClassifier`; a linear layer by default.
    """

    def __init__(self,
                 num_classes: Optional[int],
                 num_queries: int = 100,
                 channels: int = 256,
                 num_layers: int = 10,
                 num_heads: int = 8,
                 ffn_channels: int = 2048,
                 num_memories: int = 3,
                 classifier: Optional[nn.Module] = None) -> None:
        super().__init__()
        attn_cfg = dict(embed_dims=channels, num_heads=num_heads,
                        batch_first=True)
        self.layers = nn.ModuleList(
            Mask2FormerTransformerDecoderLayer(
                cross_attn_cfg=attn_cfg,
                self_attn_cfg=attn_cfg,
                ffn_cfg=dict(embed_dims=channels,
                             feedforward_channels=ffn_channels))
            for _ in range(num_layers))
        self.num_heads = num_heads
        self.num_memories = num_memories
        self.norm = nn.LayerNorm(channels)
        self.query_feat = nn.Embedding(num_queries, channels)
        self.query_pos = nn.Embedding(num_queries, channels)
        self.level_embed = nn.Embedding(num_memories, channels)
        self.position = SinePositionalEncoding(channels // 2, normalize=True)
        if num_classes is not None:
            self.to_class = classifier or nn.Linear(channels,
                                                    num_classes + 1)
        self.to_mask = nn.Sequential(
            nn.Linear(channels, channels), nn.ReLU(inplace=True),
            nn.Linear(channels, channels), nn.ReLU(inplace=True),
            nn.Linear(channels, channels))
        for parameter in self.layers.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)

    def predict(self, query: Tensor, mask_feature: Tensor
                ) -> Tuple[Tensor, Tensor]:
        """Normalized queries (B, N, channels) and mask logits
        (B, N, h, w)."""
        query = self.norm(query)
        return query, mask_product(self.to_mask(query), mask_feature)

    def attention_mask(self, masks: Tensor, size: Tuple[int, int]) -> Tensor:
        """Where each query must not look.

        Args:
            masks: mask logits (B, N, h, w).
            size: (height, width) of the memory attended to next.

        Returns:
            bool (B * heads, N, height * width), True outside the mask. A
            query with an empty mask may look everywhere.
        """
        masks = F.interpolate(masks.detach(), size, mode='bilinear',
                              align_corners=False)
        outside = masks.flatten(2) < 0  # sigmoid below one half
        outside = outside & ~outside.all(dim=-1, keepdim=True)
        return outside.repeat_interleave(self.num_heads, dim=0)

    def forward(self, memory: Sequence[Tensor], mask_feature: Tensor,
                query: Optional[Tensor] = None
                ) -> Tuple[List[Tensor], List[Tensor]]:
        """Decode.

        Args:
            memory: coarse to fine, each (B, channels, h_s, w_s); those past
                ``num_memories`` are not used.
            mask_feature: (B, channels, h, w).
            query: (B, N, channels); the learned ones if not given.

        Returns:
            Class logits (B, N, C + 1) and mask logits (B, N, h, w), of the
            untouched queries and after every layer.
        """
        batch = len(mask_feature)
        if query is None:
            query = self.query_feat.weight.expand(batch, -1, -1)
        layers = self.decode(
            memory, mask_feature, query,
            self.query_pos.weight.expand(batch, -1, -1))
        return ([self.to_class(each) for each, _ in layers],
                [masks for _, masks in layers])

    def decode(self, memory: Sequence[Tensor], mask_feature: Tensor,
               query: Tensor, query_pos: Tensor,
               absent: Optional[Tensor] = None
               ) -> List[Tuple[Tensor, Tensor]]:
        """Decode any queries.

        Args:
            memory, mask_feature: as in :meth:`forward`.
            query, query_pos: (B, N, channels).
            absent: bool (B, N), True for queries that no other may look at;
                their own results mean nothing.

        Returns:
            What :meth:`predict` says of the untouched queries and after
            every layer.
        """
        keys, positions, sizes = [], [], []
        for level, feature in enumerate(memory[:self.num_memories]):
            free = feature.new_zeros((1, *feature.shape[-2:]),
                                     dtype=torch.bool)
            keys.append(feature.flatten(2).transpose(1, 2) +
                        self.level_embed.weight[level])
            positions.append(self.position(free).flatten(2).transpose(1, 2)
                             .expand(len(feature), -1, -1))
            sizes.append(feature.shape[-2:])
        hidden = None
        if absent is not None:
            hidden = absent[:, None].expand(-1, absent.shape[1], -1)
            hidden = hidden.repeat_interleave(self.num_heads, dim=0)
        layers = [self.predict(query, mask_feature)]
        for index, layer in enumerate(self.layers):
            level = index % len(keys)
            query = layer(
                query=query, key=keys[level], value=keys[level],
                query_pos=query_pos, key_pos=positions[level],
                self_attn_mask=hidden, cross_attn_mask=self.attention_mask(
                    layers[-1][1], sizes[level]))
            layers.append(self.predict(query, mask_feature))
        return layers
