"""Pixels attend to instances within their boxes (FlexDataset, equation 3)."""

from torch import Tensor, nn

from mmflexgen.utils import check_choice
from .instance_masks import instance_mean
from .linear_attention import join_heads, positive_features, split_heads

# Figure 3: K = EP, V = CCE. The text has the two the other way round.
READINGS = ('figure', 'text')


def masked_linear_attention(query: Tensor, key: Tensor, value: Tensor,
                            mask: Tensor, normalise: bool = False) -> Tensor:
    """A = (phi(Q) phi(K)^T . M) V.

    The only product of two lengths is P x N: pixels by instances.

    Args:
        query: phi(Q), (B, H, P, D).
        key: phi(K), (B, H, N, D); zeros where there is no instance.
        value: V, (B, H, N, D).
        mask: M, (B, N, P).
        normalise: whether to divide by phi(Q) phi(K)^T 1, *before* the mask:
            divided by the masked sum, A would not depend on Q wherever a
            pixel lies in one box.

    Returns:
        (B, H, P, D).
    """
    weights = query @ key.transpose(-1, -2)
    out = (weights * mask.transpose(1, 2).unsqueeze(1)) @ value
    return out / weights.sum(-1, keepdim=True) if normalise else out


class MIMCAttention(nn.Module):
    """Equation 3 with its projections.

    M is P x N, so K and V have one row per instance. EP has one per pixel:
    its rows are averaged over the pixels of each box.

    Args:
        channels: of Q and of the result.
        dim: d of CCE.
        pixel_dim: channels of EP.
        heads: a divisor of ``channels``.
        reading: 'figure', K_i = mean over box i of phi(EP W), V = CCE W; or
            'text', K = phi(CCE W), V_i = mean over box i of EP W.
        normalise: see :func:`masked_linear_attention`.

    Raises:
        InputError: another reading.
    """

    def __init__(self, channels: int, dim: int, pixel_dim: int, heads: int,
                 reading: str = 'figure', normalise: bool = False) -> None:
        super().__init__()
        check_choice('reading of masked linear attention', reading, READINGS)
        self.heads = heads
        self.reading = reading
        self.normalise = normalise
        key_dim, value_dim = ((pixel_dim, dim) if reading == 'figure'
                              else (dim, pixel_dim))
        self.to_key = nn.Linear(key_dim, channels, bias=False)
        self.to_value = nn.Linear(value_dim, channels, bias=False)

    def forward(self, query: Tensor, categorical: Tensor, pixels: Tensor,
                membership: Tensor, mask: Tensor) -> Tensor:
        """A.

        Args:
            query: Q, (B, P, C).
            categorical: CCE, (B, N, d).
            pixels: EP, (B, P, pixel_dim).
            membership: (B, N, P).
            mask: M, (B, N, P).

        Returns:
            (B, P, C).
        """
        if self.reading == 'figure':
            # An instance without a cell, as padding has none, gets 0.
            key = instance_mean(positive_features(self.to_key(pixels)),
                                membership)
            value = self.to_value(categorical)
        else:
            exists = membership.any(-1, keepdim=True)
            key = positive_features(self.to_key(categorical)) * exists
            value = self.to_value(instance_mean(pixels, membership))
        return join_heads(masked_linear_attention(
            split_heads(positive_features(query), self.heads),
            split_heads(key, self.heads), split_heads(value, self.heads),
            mask, self.normalise))
