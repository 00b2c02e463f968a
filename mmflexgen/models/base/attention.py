"""Attention written out, for training small maps on a CPU."""

from typing import Optional

from torch import Tensor, nn


class PlainAttnProcessor:
    """softmax(q k / sqrt(d)) v as two batched products.

    On a CPU the backward pass of torch's fused attention takes a third of
    the training step at 16 x 16; the plain products take a tenth. It holds
    no weights: an exported UNet knows nothing of it.
    """

    def __call__(self,
                 attn: nn.Module,
                 hidden_states: Tensor,
                 encoder_hidden_states: Optional[Tensor] = None,
                 attention_mask: Optional[Tensor] = None,
                 temb: Optional[Tensor] = None) -> Tensor:
        """Attend from (B, N, C) to itself or to (B, L, D)."""
        context = (hidden_states if encoder_hidden_states is None
                   else encoder_hidden_states)
        query = attn.head_to_batch_dim(attn.to_q(hidden_states))
        key = attn.head_to_batch_dim(attn.to_k(context))
        value = attn.head_to_batch_dim(attn.to_v(context))
        scores = (query * attn.scale) @ key.transpose(1, 2)
        probs = scores.softmax(-1, dtype=value.dtype)
        out = attn.batch_to_head_dim(probs @ value)
        return attn.to_out[1](attn.to_out[0](out))
