"""DiffuMask (Wu et al. 2023), which FreeGen is compared with."""

from typing import Any, Optional, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from mmflexgen.models.diffusion import AttentionProbe
from mmflexgen.models.freegen import (EntityTokens, TrajectoryTap,
                                      entity_maps, find_blocks)
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from .attention_generator import AttentionGenerator, Attended


@MODELS.register_module()
class DiffuMask(AttentionGenerator):
    """Cross-attention, cut at a threshold of its own for every mask.

    Attention is averaged over heads, layers and all steps of the sampling,
    resized, and averaged over the resolutions. The original chooses
    thresholds by an AffinityNet and mends masks by a dense CRF; here a random
    walk does both (:class:`RandomWalkerLabeler`). Nothing is trained. With
    ``labeler=dict(type='mmflexgen.ThresholdLabeler')`` it is raw
    cross-attention at a fixed threshold.

    Args:
        resolutions: sides of the attended grids, in cells.
        timestep: 1 to T; reads the step of the sampling that is nearest to
            it and no other, as Attn2Mask does.
        labeler: the random walk by default.
        kwargs: see :class:`AttentionGenerator`.

    Raises:
        InputError: there is no such resolution or timestep.
    """

    def __init__(self,
                 resolutions: Sequence[int] = (8, 16, 32),
                 timestep: Optional[int] = None,
                 **kwargs: Any) -> None:
        super().__init__(**{'labeler': dict(
            type='mmflexgen.RandomWalkerLabeler'), **kwargs})
        if not resolutions:
            raise InputError('resolutions of DiffuMask is empty: name one '
                             'at least.')
        self.sizes = [(side, side) for side in sorted(resolutions)]
        for size in self.sizes:
            find_blocks(self.base, size)
        total = len(self.base.alphas_cumprod)
        if timestep is not None and not 1 <= timestep <= total:
            raise InputError(f'timestep of DiffuMask is {timestep}: give one '
                             f'from 1 to {total}, or None for all.')
        self.timestep = timestep

    def probe(self, conditional_half: bool) -> AttentionProbe:
        """Listens for the cross-attention."""
        return AttentionProbe(conditional_half=conditional_half,
                              sizes=self.sizes)

    def draw(self, prompts: Sequence[str], tokens: EntityTokens,
             noise: Tensor) -> Attended:
        """See :class:`AttentionGenerator`."""
        if self.timestep is None:
            probe = self.probe(self.base.guidance_scale > 1)
            with probe.attached(self.base.unet):
                latents = self.base.sample_latents(prompts, noise[:, 0])
        else:
            tap = TrajectoryTap(self.base, self.probe, [self.timestep])
            latents = self.base.sample_latents(prompts, noise[:, 0], tap)
            probe, = tap.probes
        maps = torch.stack([
            F.interpolate(entity_maps(probe.maps(size), tokens),
                          self.sizes[-1], mode='bilinear',
                          align_corners=False)
            for size in self.sizes]).mean(0)
        return Attended(latents, maps, [{} for _ in prompts])
