"""SegGen's Text2Mask: colour maps from captions."""

import os
from typing import Any

from torch import Tensor, nn

from mmflexgen.models.base.folders import write_with_unet
from mmflexgen.models.diffusion import LatentDiffusion, PromptEmbeds
from mmflexgen.registry import MODELS
from .denoiser import SegGenDenoiser


@MODELS.register_module()
class Text2Mask(SegGenDenoiser):
    """The text-to-image model fine-tuned on colour maps (equation 1).

    The whole UNet learns; what it denoises is the colour map's latent.

    Args:
        See :class:`SegGenDenoiser`.
    """

    @staticmethod
    def build_network(base: LatentDiffusion) -> nn.Module:
        """The base model's own UNet: it samples with what was learnt."""
        return base.unet.float().requires_grad_(True)

    def targets(self, images: Tensor, colour_maps: Tensor) -> Tensor:
        """The colour maps."""
        return colour_maps * 2 - 1

    def denoise(self, colour_maps: Tensor, latents: Tensor, t: Any,
                embeds: PromptEmbeds) -> Tensor:
        """The UNet's output; it does not see the colour maps."""
        return self.base.unet_forward(latents, t, embeds)

    def export(self, folder: str) -> None:
        """Write a whole diffusers folder: the base model's with this UNet.

        The UNet is stored in float16, the noise schedule as it was trained
        on.
        """
        os.makedirs(folder, exist_ok=True)
        self.save_palette(folder)
        write_with_unet(self.base.pretrained, folder, self.network,
                        self.base.scheduler_config)
