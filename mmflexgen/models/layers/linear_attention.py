"""Attention whose cost is linear in the length (Katharopoulos et al. 2020).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def positive_features(x: Tensor) -> Tensor:
    """phi = elu + 1 of equation 3, above 0."""
    return F.elu(x) + 1


def split_heads(x: Tensor, heads: int) -> Tensor:
    """(B, N, C) to (B, heads, N, C / heads)."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def join_heads(x: Tensor) -> Tensor:
    """Inverse of :func:`split_heads`."""
    return x.transpose(1, 2).flatten(2)


class LinearSelfAttention(nn.Module):
    """phi(Q) (phi(K)^T V), divided by the sum of its weights.

    Args:
        dim: channels C.
        heads: a divisor of C.
    """

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.to_out = nn.Linear(dim, dim)

    def forward(self, tokens: Tensor, valid: Tensor) -> Tensor:
        """Attend.

        Args:
            tokens: (B, N, C).
            valid: bool (B, N), at least one in each row; nobody attends to
                the others.

        Returns:
            (B, N, C).
        """
        query, key, value = (split_heads(part, self.heads) for part in
                             self.to_qkv(tokens).chunk(3, dim=-1))
        query = positive_features(query)
        key = positive_features(key) * valid[:, None, :, None]
        context = torch.einsum('bhnd,bhne->bhde', key, value)
        weight = torch.einsum('bhnd,bhd->bhn', query, key.sum(2))
        out = torch.einsum('bhnd,bhde->bhne', query, context)
        return self.to_out(join_heads(out / weight.unsqueeze(-1)))
