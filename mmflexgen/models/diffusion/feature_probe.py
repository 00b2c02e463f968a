"""Multi-scale features, read by forward hooks."""

from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import torch
from torch import Tensor, nn


def unet_blocks(unet: nn.Module) -> List[nn.Module]:
    """The down, mid and up blocks of a UNet, in the order of its pass."""
    return [*unet.down_blocks, unet.mid_block, *unet.up_blocks]


class FeatureProbe:
    """Collects the outputs of blocks.

    One pass inside :meth:`attached` fills it; :meth:`by_scale` then groups
    the outputs by resolution. For the UNet of SD at 512 px these are 8, 16,
    32 and 64, with 3840, 1920, 1600 and 960 channels.
    """

    def __init__(self) -> None:
        self._outputs: List[Tensor] = []

    @contextmanager
    def attached(self, blocks: Sequence[nn.Module]
                 ) -> Iterator['FeatureProbe']:
        """Listen to ``blocks`` inside the ``with`` block."""
        self._outputs = []
        handles = [block.register_forward_hook(self._store)
                   for block in blocks]
        try:
            yield self
        finally:
            for handle in handles:
                handle.remove()

    def _store(self, module: nn.Module, args: Tuple, output: Any) -> None:
        # Down blocks return (hidden states, skip connections).
        hidden = output[0] if isinstance(output, tuple) else output
        self._outputs.append(hidden.detach())

    def by_scale(self) -> Dict[Tuple[int, int], Tensor]:
        """Features by (height, width), coarse to fine, each (B, C, h, w).

        Blocks of one resolution are joined along the channels in the order
        of the forward pass. They are float32 and contiguous: up-sampling
        blocks leave channels-last memory behind, on which torch 2.13's CPU
        group norm crashes in its backward pass.
        """
        groups: Dict[Tuple[int, int], List[Tensor]] = {}
        for output in self._outputs:
            groups.setdefault(tuple(output.shape[-2:]), []).append(output)
        return {size: torch.cat(groups[size], dim=1).float().contiguous()
                for size in sorted(groups)}
