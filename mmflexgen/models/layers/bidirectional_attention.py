"""Attention between features and entities, in both directions."""

from typing import Optional

import torch.nn.functional as F
from torch import Tensor, nn


class BidirectionalAttention(nn.Module):
    """BiAttn of FreeGen's equations 6 and 7.

    Both directions measure the similarity of a place and an entity by the
    same two projections; what is handed over, and how it is taken up, is
    each direction's own. A block keeps what came in and adds what it
    attended to.

    Args:
        channels: C, of both sides.
        num_heads: attention heads.
    """

    def __init__(self, channels: int, num_heads: int) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.match_features = nn.Linear(channels, channels)
        self.match_text = nn.Linear(channels, channels)
        self.give_features = nn.Linear(channels, channels)
        self.give_text = nn.Linear(channels, channels)
        self.take_features = nn.Linear(channels, channels)
        self.take_text = nn.Linear(channels, channels)

    def _heads(self, x: Tensor) -> Tensor:
        """(B, K, C) to (B, heads, K, C / heads)."""
        return x.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)

    def _attend(self, query: Tensor, key: Tensor, value: Tensor,
                mask: Optional[Tensor] = None) -> Tensor:
        attended = F.scaled_dot_product_attention(
            self._heads(query), self._heads(key), self._heads(value), mask)
        return attended.transpose(1, 2).flatten(2)

    def to_features(self, features: Tensor, text: Tensor,
                    padding: Optional[Tensor] = None) -> Tensor:
        """Features that have looked at the entities.

        Args:
            features: (B, N, C).
            text: (B, E, C).
            padding: bool (B, E), True where there is no entity; each image
                has one at least.

        Returns:
            (B, N, C).
        """
        mask = None if padding is None else ~padding[:, None, None]
        return features + self.take_features(self._attend(
            self.match_features(features), self.match_text(text),
            self.give_text(text), mask))

    def to_text(self, text: Tensor, features: Tensor) -> Tensor:
        """Entities that have looked at the features.

        Args:
            text: (B, E, C).
            features: (B, N, C).

        Returns:
            (B, E, C).
        """
        return text + self.take_text(self._attend(
            self.match_text(text), self.match_features(features),
            self.give_features(features)))
