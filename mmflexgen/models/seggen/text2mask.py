"""SegGen's Text2Mask: colour maps from captions."""

import os
import os.path as osp
import shutil
from typing import Any

import torch
from mmengine.fileio import dump
from torch import Tensor, nn

from mmflexgen.models.base.folders import write_module
from mmflexgen.models.diffusion import LatentDiffusion, PromptEmbeds
from mmflexgen.models.diffusion.components import check_folder
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

        The UNet is stored in float16.
        """
        source = self.base.pretrained
        index = check_folder(source)
        os.makedirs(folder, exist_ok=True)
        for part, spec in index.items():
            path = osp.join(source, part)
            if part == 'unet' or not isinstance(spec, (list, tuple)):
                continue
            if part in ('safety_checker', 'feature_extractor') \
                    or not osp.isdir(path):
                index[part] = [None, None]  # of no use for colour maps
                continue
            # Old folders hold the weights a second time, as pickles.
            shutil.copytree(path, osp.join(folder, part), dirs_exist_ok=True,
                            ignore=shutil.ignore_patterns('*.bin', '*.ckpt'))
        write_module(self.network, folder, 'unet', torch.float16)
        self.save_palette(folder)
        # Written last: it marks the folder as whole.
        dump(index, osp.join(folder, 'model_index.json'))
