"""LTE: a transformer encoder with linear attention (FlexDataset)."""

from torch import Tensor, nn

from .linear_attention import LinearSelfAttention


class FeedForward(nn.Sequential):
    """FFN(x) = ReLU(x W_1 + b_1) W_2 + b_2, (..., C) to (..., C).

    The paper prints ReLU(x) W_1, two products that would be one: its source,
    Katharopoulos et al. 2020, has the ReLU between them.

    Args:
        dim: C.
        ratio: hidden channels over C.
    """

    def __init__(self, dim: int, ratio: int = 4) -> None:
        super().__init__(nn.Linear(dim, ratio * dim), nn.ReLU(),
                         nn.Linear(ratio * dim, dim))


class LinearTransformerLayer(nn.Module):
    """Self-attention and FFN, each normed before and residual.

    Args:
        dim: channels C.
        heads: of the attention.
    """

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.attention = LinearSelfAttention(dim, heads)
        self.norm2 = nn.LayerNorm(dim)
        self.feed_forward = FeedForward(dim)

    def forward(self, tokens: Tensor, valid: Tensor) -> Tensor:
        """(B, N, C) to (B, N, C); see :class:`LinearSelfAttention`."""
        tokens = tokens + self.attention(self.norm1(tokens), valid)
        return tokens + self.feed_forward(self.norm2(tokens))


class LinearTransformerEncoder(nn.Module):
    """Layers, a last norm, and zeros where there is no instance.

    Args:
        dim: channels C.
        heads: of the attention.
        num_layers: how many.
    """

    def __init__(self, dim: int, heads: int, num_layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            LinearTransformerLayer(dim, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(dim)

    def forward(self, tokens: Tensor, valid: Tensor) -> Tensor:
        """IC* = LTE(IC).

        Args:
            tokens: IC, (B, N, C).
            valid: bool (B, N).

        Returns:
            (B, N, C).
        """
        for layer in self.layers:
            tokens = layer(tokens, valid)
        return self.norm(tokens) * valid.unsqueeze(-1)
