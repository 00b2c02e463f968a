"""SegGen's Mask2Img: images from colour maps and captions."""

from typing import Any

import torch
from torch import Tensor, nn

from mmflexgen.models.base.folders import write_module
from mmflexgen.models.diffusion import LatentDiffusion, PromptEmbeds
from mmflexgen.models.diffusion.control import (build_controlnet,
                                                controlled_forward)
from mmflexgen.registry import MODELS
from .denoiser import SegGenDenoiser


@MODELS.register_module()
class Mask2Img(SegGenDenoiser):
    """A frozen text-to-image model with a ControlNet that learns (eq. 2).

    Before training it is the text-to-image model itself.

    Args:
        See :class:`SegGenDenoiser`.
    """

    @staticmethod
    def build_network(base: LatentDiffusion) -> nn.Module:
        """The ControlNet."""
        return build_controlnet(base)

    def targets(self, images: Tensor, colour_maps: Tensor) -> Tensor:
        """The images."""
        return images

    def denoise(self, colour_maps: Tensor, latents: Tensor, t: Any,
                embeds: PromptEmbeds) -> Tensor:
        """The UNet's output under the ControlNet's residuals."""
        return controlled_forward(self.base, self.network, colour_maps,
                                  1.0, latents, t, embeds)

    def export(self, folder: str) -> None:
        """Write ``folder/controlnet``, in float16.

        diffusers' ``StableDiffusionControlNetPipeline`` (XL: its XL sibling)
        takes it with the base model; colour maps are RGB images.
        """
        write_module(self.network, folder, 'controlnet', torch.float16)
        self.save_palette(folder)
