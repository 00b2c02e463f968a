"""Attention probabilities of a UNet, reduced while they arrive."""

from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Optional, Tuple

import torch
from torch import Tensor, nn

from mmflexgen.utils import InputError


class _Recorder:
    """An attention processor that reports and then hands on.

    The output comes from the processor it stands in for, so a probed UNet
    computes exactly what it computes without the probe.
    """

    def __init__(self, inner: Any, probe: 'AttentionProbe') -> None:
        self.inner = inner
        self.probe = probe

    def __call__(self,
                 attn: nn.Module,
                 hidden_states: Tensor,
                 encoder_hidden_states: Optional[Tensor] = None,
                 attention_mask: Optional[Tensor] = None,
                 *args: Any,
                 **kwargs: Any) -> Tensor:
        self.probe.record(attn, hidden_states, encoder_hidden_states)
        return self.inner(attn, hidden_states, encoder_hidden_states,
                          attention_mask, *args, **kwargs)


class AttentionProbe:
    """Collects softmax(Q K^T / sqrt(d)), the maps of equation 3.

    Args:
        kind: 'cross' reads text-to-image attention (``attn2``), 'self' the
            self-attention (``attn1``).
        reduce: 'mean' averages over heads and layers of one resolution,
            'concat' keeps every head of every layer.
        conditional_half: keep the second half of the batch only, where
            classifier-free guidance puts the conditional samples.

    Under 'mean' the heads are computed one after the other and added up at
    once: no more than one (B, N, K) map per resolution is ever kept.
    """

    def __init__(self,
                 kind: str = 'cross',
                 reduce: str = 'mean',
                 conditional_half: bool = False) -> None:
        if kind not in ('cross', 'self'):
            raise InputError(f"kind is '{kind}': use 'cross' or 'self'.")
        if reduce not in ('mean', 'concat'):
            raise InputError(f"reduce is '{reduce}': use 'mean' or 'concat'.")
        self.kind = kind
        self.reduce = reduce
        self.conditional_half = conditional_half
        self._sums: Dict[int, Tensor] = {}
        self._heads: Dict[int, int] = {}
        self._kept: Dict[int, List[Tensor]] = {}

    @contextmanager
    def attached(self, unet: nn.Module) -> Iterator['AttentionProbe']:
        """Listen to ``unet`` inside the ``with`` block."""
        self._sums, self._heads, self._kept = {}, {}, {}
        name = 'attn2' if self.kind == 'cross' else 'attn1'
        before = dict(unet.attn_processors)
        # diffusers wants every key and empties the dict it is given.
        unet.set_attn_processor({
            key: _Recorder(inner, self) if f'.{name}.' in key else inner
            for key, inner in before.items()})
        try:
            yield self
        finally:
            unet.set_attn_processor(dict(before))

    @torch.no_grad()
    def record(self, attn: nn.Module, hidden: Tensor,
               context: Optional[Tensor]) -> None:
        """Add one layer's map.

        Args:
            attn: the diffusers ``Attention`` layer.
            hidden: (B, N, C), image positions.
            context: (B, K, D), text tokens; None for self-attention.
        """
        if context is None:
            context = hidden
        elif attn.norm_cross:
            context = attn.norm_encoder_hidden_states(context)
        if self.conditional_half:
            half = len(hidden) // 2
            hidden, context = hidden[half:], context[half:]
        query, key = attn.to_q(hidden), attn.to_k(context)
        # (B, N, C) -> (B, heads, N, d)
        query, key = (x.unflatten(-1, (attn.heads, -1)).transpose(1, 2)
                      for x in (query, key))
        if attn.norm_q is not None:
            query = attn.norm_q(query)
        if attn.norm_k is not None:
            key = attn.norm_k(key)
        positions = hidden.shape[1]
        for head in range(attn.heads):
            logits = query[:, head] @ key[:, head].transpose(-1, -2)
            probs = (logits.float() * attn.scale).softmax(dim=-1)
            if self.reduce == 'concat':
                self._kept.setdefault(positions, []).append(probs)
            elif positions in self._sums:
                self._sums[positions] += probs
            else:
                self._sums[positions] = probs
            self._heads[positions] = self._heads.get(positions, 0) + 1

    def maps(self, size: Tuple[int, int]) -> Optional[Tensor]:
        """Maps at one resolution.

        Args:
            size: (height, width) of the feature grid.

        Returns:
            (B, G, K, h, w) in float32 with K keys (text tokens, or image
            positions for self-attention) and G = 1 under 'mean', layers x
            heads under 'concat'; None where the UNet does not attend.
        """
        positions = size[0] * size[1]
        if positions not in self._heads:
            return None
        if self.reduce == 'concat':
            maps = torch.stack(self._kept[positions], dim=1)
        else:
            maps = self._sums[positions][:, None] / self._heads[positions]
        # (B, G, N, K) -> (B, G, K, h, w)
        return maps.transpose(-1, -2).unflatten(-1, size)
