"""DiffuMask (Wu et al. 2023), which FreeGen is compared with."""

from typing import Any, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from mmflexgen.models.diffusion import AttentionProbe
from mmflexgen.models.freegen import EntityTokens, entity_maps, find_blocks
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
    ``labeler=dict(type='mmflexgen.ThresholdLabeler', iterations=0)`` it is
    raw cross-attention at a fixed threshold.

    Args:
        resolutions: sides of the attended grids, in cells.
        labeler: the random walk by default.
        kwargs: see :class:`AttentionGenerator`.

    Raises:
        InputError: there is no such resolution.
    """

    def __init__(self,
                 resolutions: Sequence[int] = (8, 16, 32),
                 **kwargs: Any) -> None:
        super().__init__(**{'labeler': dict(
            type='mmflexgen.RandomWalkerLabeler'), **kwargs})
        if not resolutions:
            raise InputError('resolutions of DiffuMask is empty: name one '
                             'at least.')
        self.sizes = [(side, side) for side in sorted(resolutions)]
        for size in self.sizes:
            find_blocks(self.base, size)

    def draw(self, prompts: Sequence[str], tokens: EntityTokens,
             noise: Tensor) -> Attended:
        """See :class:`AttentionGenerator`."""
        probe = AttentionProbe(
            conditional_half=self.base.guidance_scale > 1, sizes=self.sizes)
        with probe.attached(self.base.unet):
            latents = self.base.sample_latents(prompts, noise[:, 0])
        maps = torch.stack([
            F.interpolate(entity_maps(probe.maps(size), tokens),
                          self.sizes[-1], mode='bilinear',
                          align_corners=False)
            for size in self.sizes]).mean(0)
        return Attended(latents, maps, [{} for _ in prompts])
