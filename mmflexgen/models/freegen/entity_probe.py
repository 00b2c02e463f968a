"""The rectified attention to entities, reduced while it arrives."""

from contextlib import contextmanager
from functools import partial
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

import torch
from torch import Tensor, nn

from mmflexgen.models.diffusion.attention_probe import (Heads, listen,
                                                        project_heads)
from mmflexgen.utils import InputError
from .entities import EntityTokens
from .rectification import entity_attention

# Takes a block's name, its self- and its cross-attention, and the entities.
Rectify = Callable[[str, Heads, Heads, EntityTokens], Tensor]


class EntityProbe:
    """A* at one resolution, the mean over its blocks.

    Self- and cross-attention of the same transformer block belong together:
    queries and keys of the first wait for the second, and are dropped. What
    is kept is one (B, N, C) sum.

    Args:
        size: (height, width) of the feature grid.
        tokens: the entities of the conditional samples.
        rectify: :class:`AttentionSelfRectification`; the plain product by
            default.
        conditional_half: read the second half of the batch only, where
            classifier-free guidance puts the conditional samples.
    """

    def __init__(self, size: Tuple[int, int], tokens: EntityTokens,
                 rectify: Optional[Rectify] = None,
                 conditional_half: bool = False) -> None:
        self.size = size
        self.tokens = tokens
        self.rectify = rectify
        self.conditional_half = conditional_half
        self._waiting: Dict[str, Heads] = {}
        self._sum: Optional[Tensor] = None
        self._blocks = 0

    @contextmanager
    def attached(self, unet: nn.Module) -> Iterator['EntityProbe']:
        """Listen to ``unet`` inside the ``with`` block, from nothing on."""
        self._waiting, self._sum, self._blocks = {}, None, 0
        with listen(unet, self._choose):
            yield self

    def _choose(self, layer: str) -> Callable[..., None]:
        block, _, kind = layer.rpartition('.')
        return partial(self._record_self if kind == 'attn1'
                       else self._record_cross, block)

    def _record_self(self, block: str, attn: nn.Module, hidden: Tensor,
                     context: Optional[Tensor]) -> None:
        if hidden.shape[1] == self.size[0] * self.size[1]:
            self._waiting[block] = project_heads(attn, hidden, context,
                                                 self.conditional_half)

    def _record_cross(self, block: str, attn: nn.Module, hidden: Tensor,
                      context: Optional[Tensor]) -> None:
        if block not in self._waiting:
            return
        heads = (self._waiting.pop(block), project_heads(
            attn, hidden, context, self.conditional_half))
        tokens = self.tokens.to(hidden.device)
        found = (entity_attention(*heads, tokens) if self.rectify is None
                 else self.rectify(block, *heads, tokens))
        self._sum = found if self._sum is None else self._sum + found
        self._blocks += 1

    def maps(self) -> Tensor:
        """float32 (B, C, h, w), of the passes inside the ``with`` block.

        Raises:
            InputError: the UNet has no block at this resolution.
        """
        if self._sum is None:
            raise InputError(
                f'The UNet attends nowhere on a grid of {self.size[0]} x '
                f'{self.size[1]} cells: set resolution to one of its own.')
        maps = self._sum / self._blocks
        return maps.transpose(1, 2).unflatten(-1, self.size)


@torch.no_grad()
def find_blocks(base: Any, size: Tuple[int, int]
                ) -> Dict[str, Tuple[int, int]]:
    """Transformer blocks of the UNet that attend on a grid.

    Found by a pass over an empty latent of the model's own size.

    Args:
        base: the :class:`LatentDiffusion`.
        size: (height, width) of the feature grid.

    Returns:
        By name, in order of execution: number of heads, and their width.

    Raises:
        InputError: there is none; the message lists the grids there are.
    """
    blocks: Dict[str, Tuple[int, int]] = {}
    counts = set()

    def note(block: str, attn: nn.Module, hidden: Tensor,
             context: Optional[Tensor]) -> None:
        counts.add(hidden.shape[1])
        if hidden.shape[1] == size[0] * size[1]:
            blocks[block] = (attn.heads, attn.to_q.out_features // attn.heads)

    latents = torch.zeros(1, *base.latent_shape(), device=base.device,
                          dtype=base.dtype)
    with listen(base.unet, lambda layer: partial(
            note, layer.rpartition('.')[0])
            if layer.endswith('.attn2') else None):
        base.unet_forward(latents, 0, base.encode_prompt(['']))
    if not blocks:
        raise InputError(
            f'The UNet of {base.pretrained} attends nowhere on a grid of '
            f'{size[0]} x {size[1]} cells: set resolution to one of '
            f'{", ".join(f"{round(n**0.5)}" for n in sorted(counts))}.')
    return blocks
