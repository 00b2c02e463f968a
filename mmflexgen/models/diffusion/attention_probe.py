"""Attention probabilities of a UNet, reduced while they arrive."""

from contextlib import contextmanager
from typing import (Any, Callable, Dict, Iterator, List, NamedTuple, Optional,
                    Sequence, Tuple)

import torch
from torch import Tensor, nn

from mmflexgen.utils import check_choice


# Takes the diffusers ``Attention`` layer, image positions (B, N, C), and text
# tokens (B, K, D) or None for self-attention.
Record = Callable[[nn.Module, Tensor, Optional[Tensor]], None]


class _Recorder:
    """An attention processor that reports and then hands on.

    The output comes from the processor it stands in for, so a probed UNet
    computes exactly what it computes without the probe.
    """

    def __init__(self, inner: Any, record: Record) -> None:
        self.inner = inner
        self.record = record

    def __call__(self,
                 attn: nn.Module,
                 hidden_states: Tensor,
                 encoder_hidden_states: Optional[Tensor] = None,
                 attention_mask: Optional[Tensor] = None,
                 *args: Any,
                 **kwargs: Any) -> Tensor:
        self.record(attn, hidden_states, encoder_hidden_states)
        return self.inner(attn, hidden_states, encoder_hidden_states,
                          attention_mask, *args, **kwargs)


@contextmanager
def listen(unet: nn.Module,
           choose: Callable[[str], Optional[Record]]) -> Iterator[None]:
    """Report attention layers inside the ``with`` block.

    Args:
        unet: of diffusers.
        choose: what to report a layer to, by its name such as
            'mid_block.attentions.0.transformer_blocks.0.attn1'; None leaves
            it alone.
    """
    before = dict(unet.attn_processors)
    processors = {}
    for key, inner in before.items():
        record = choose(key.removesuffix('.processor'))
        processors[key] = inner if record is None else _Recorder(inner,
                                                                 record)
    # diffusers wants every key and empties the dict it is given.
    unet.set_attn_processor(processors)
    try:
        yield
    finally:
        unet.set_attn_processor(dict(before))


class Heads(NamedTuple):
    """Queries (B, H, N, d) and keys (B, H, K, d) of a layer, and the factor
    of their products, 1 / sqrt(d)."""

    query: Tensor
    key: Tensor
    scale: float

    def probabilities(self, head: int) -> Tensor:
        """softmax(Q K^T / sqrt(d)) of one head, float32 (B, N, K)."""
        # Before the product: in half precision it may exceed 65,504.
        query, key = self.query[:, head].float(), self.key[:, head].float()
        logits = query @ key.transpose(-1, -2)
        return (logits * self.scale).softmax(dim=-1)


def project_heads(attn: nn.Module, hidden: Tensor,
                  context: Optional[Tensor],
                  conditional_half: bool = False) -> Heads:
    """What a layer compares.

    Args:
        attn: the diffusers ``Attention`` layer.
        hidden: (B, N, C), image positions.
        context: (B, K, D), text tokens; None for self-attention.
        conditional_half: take the second half of the batch only.
    """
    if context is None:
        context = hidden
    elif attn.norm_cross:
        context = attn.norm_encoder_hidden_states(context)
    if conditional_half:
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
    return Heads(query, key, attn.scale)


class AttentionProbe:
    """Collects softmax(Q K^T / sqrt(d)), the maps of equation 3.

    Args:
        kind: 'cross' reads text-to-image attention (``attn2``), 'self' the
            self-attention (``attn1``).
        reduce: 'mean' averages over heads and layers of one resolution,
            'concat' keeps every head of every layer.
        conditional_half: keep the second half of the batch only, where
            classifier-free guidance puts the conditional samples.
        sizes: (height, width) of the feature grids to read; all by default.

    All passes inside one ``with`` block count. Under 'mean' the heads are
    computed one after the other and added up at once: no more than one
    (B, N, K) map per resolution is ever kept.

    Raises:
        InputError: ``kind`` or ``reduce`` is none of these.
    """

    def __init__(self,
                 kind: str = 'cross',
                 reduce: str = 'mean',
                 conditional_half: bool = False,
                 sizes: Optional[Sequence[Tuple[int, int]]] = None) -> None:
        check_choice('kind of an attention probe', kind, ('cross', 'self'))
        check_choice('reduce of an attention probe', reduce,
                     ('mean', 'concat'))
        self.kind = kind
        self.reduce = reduce
        self.conditional_half = conditional_half
        self.sizes = sizes
        self._sums: Dict[int, Tensor] = {}
        self._heads: Dict[int, int] = {}
        self._kept: Dict[int, List[Tensor]] = {}

    @contextmanager
    def attached(self, unet: nn.Module) -> Iterator['AttentionProbe']:
        """Listen to ``unet`` inside the ``with`` block."""
        self._sums, self._heads, self._kept = {}, {}, {}
        name = 'attn2' if self.kind == 'cross' else 'attn1'
        with listen(unet, lambda layer: self.record
                    if layer.endswith(f'.{name}') else None):
            yield self

    @torch.no_grad()
    def record(self, attn: nn.Module, hidden: Tensor,
               context: Optional[Tensor]) -> None:
        """Add one layer's map.

        Args:
            attn: the diffusers ``Attention`` layer.
            hidden: (B, N, C), image positions.
            context: (B, K, D), text tokens; None for self-attention.
        """
        positions = hidden.shape[1]
        if self.sizes is not None and positions not in [
                height * width for height, width in self.sizes]:
            return
        heads = project_heads(attn, hidden, context, self.conditional_half)
        for head in range(attn.heads):
            # Not named here: a name would keep it beside the next head's.
            self._add(positions, heads.probabilities(head))

    def _add(self, positions: int, probs: Tensor) -> None:
        """Keep or add up one head's map (B, N, K)."""
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
