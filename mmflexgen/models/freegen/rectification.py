"""Attention Self-Rectification (equations 1 to 3).

One W and one Upsilon per block of one resolution; where the paper is silent,
this is how it is read:

- W has shape (heads, N) and weighs the rows of a head's self-attention: a
  mixture of heads for every position. Weighing columns is an option.
- Upsilon is a matrix (d, d) per head, on the keys of the class tokens alone.
  The softmax runs over all text tokens; over the entities alone it would be
  constant for a single one, and train nothing.
- Several tokens of an entity are averaged after the softmax.

W = 1 and Upsilon = identity leave the plain product of both attentions.
"""

from typing import Mapping, Optional, Tuple

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from mmflexgen.models.diffusion.attention_probe import Heads
from mmflexgen.registry import MODELS
from mmflexgen.utils import check_choice
from .entities import EntityTokens


@MODELS.register_module()
class AttentionSelfRectification(nn.Module):
    """W and Upsilon of every block.

    Args:
        blocks: by the name of a transformer block its heads H and their
            width d.
        positions: N, cells of the attended grid.
        weigh: 'rows' or 'columns' of the self-attention.

    Raises:
        InputError: another ``weigh``.
    """

    def __init__(self, blocks: Mapping[str, Tuple[int, int]],
                 positions: int, weigh: str = 'rows') -> None:
        super().__init__()
        check_choice('weigh of the rectification', weigh,
                     ('rows', 'columns'))
        self.weigh = weigh
        self.mixture = nn.ParameterDict({
            _key(name): nn.Parameter(torch.ones(heads, positions))
            for name, (heads, _) in blocks.items()})
        self.projection = nn.ParameterDict({
            _key(name): nn.Parameter(torch.eye(width).repeat(heads, 1, 1))
            for name, (heads, width) in blocks.items()})

    def forward(self, block: str, image: Heads, text: Heads,
                tokens: EntityTokens) -> Tensor:
        """A* of one block, see :func:`entity_attention`."""
        arguments = (image, text, tokens, self.mixture[_key(block)],
                     self.projection[_key(block)], self.weigh)
        if not torch.is_grad_enabled():
            return entity_attention(*arguments)
        # Backward computes the maps again: none of them is kept.
        return checkpoint(entity_attention, *arguments, use_reentrant=False)


def _key(block: str) -> str:
    """A block's name, as torch allows it for a parameter."""
    return block.replace('.', '_')


def entity_attention(image: Heads, text: Heads, tokens: EntityTokens,
                     mixture: Optional[Tensor] = None,
                     projection: Optional[Tensor] = None,
                     weigh: str = 'rows') -> Tensor:
    """A* = A_s A_c, the mean over the heads of a block (equation 3).

    Heads come one after the other, and only the columns of the entities are
    carried on: at no time is there more than one N x N map per sample.

    Args:
        image: of the self-attention.
        text: of the cross-attention of the same block.
        tokens: the entities.
        mixture: W, (H, N); ones by default.
        projection: Upsilon, (H, d, d), applied as ``nn.Linear`` does; the
            identity by default.
        weigh: see :class:`AttentionSelfRectification`.

    Returns:
        float32 (B, N, C).
    """
    total: Tensor = 0.
    heads = image.query.shape[1]
    weights, spelling = tokens.weights, tokens.spelling[..., None]
    for head in range(heads):
        key = text.key[:, head].float()
        if projection is not None:
            key = torch.where(spelling, key @ projection[head].T, key)
        # Equation 2: (B, N, L), then the entities' columns.
        cross = Heads(text.query[:, head, None].float(), key[:, None],
                      text.scale).probabilities(0) @ weights
        if mixture is None:
            total = total + image.probabilities(head) @ cross
            continue
        # Equation 1's W_h: (W_h . A_s) A_c without weighing N x N numbers.
        weight = mixture[head][:, None]
        if weigh == 'columns':
            total = total + image.probabilities(head) @ (weight * cross)
        else:
            total = total + weight * (image.probabilities(head) @ cross)
    return total / heads
