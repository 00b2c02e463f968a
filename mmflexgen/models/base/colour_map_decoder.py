"""Teaches a base model's autoencoder to draw colour maps."""

import os.path as osp
import shutil
from typing import Any, List, Optional

import torch
from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from mmflexgen.utils.precision import autocast
from .autoencoder import AutoencoderTrainer
from .folders import load_module, write_module


@MODELS.register_module()
class ColourMapDecoderTrainer(AutoencoderTrainer):
    """Fine-tunes the decoder D of a base model on SegGen's colour maps.

    For an autoencoder that has seen few colours, such as ShapesWorld's; those
    of Stable Diffusion need none of it. The encoder stays: latents are in
    the space that the base model's UNet knows.

    Args:
        pretrained: folder of the base model, in diffusers format.
        kwargs: weights of the losses and ``amp_dtype``, see
            :class:`AutoencoderTrainer`.

    Raises:
        InputError: the folder has no VAE; at samples without
            ``colour_map``.
    """

    def __init__(self, pretrained: str, **kwargs: Any) -> None:
        from diffusers import AutoencoderKL
        if not osp.isfile(osp.join(pretrained, 'vae', 'config.json')):
            raise InputError(f'{pretrained} has no vae/config.json: give the '
                             'folder of a diffusers model')
        super().__init__(
            vae=AutoencoderKL.load_config(osp.join(pretrained, 'vae')),
            **kwargs)
        load_module(self.vae, pretrained, 'vae')
        self.pretrained = pretrained
        self.vae.encoder.requires_grad_(False)
        if self.vae.quant_conv is not None:
            self.vae.quant_conv.requires_grad_(False)

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[List[BaseDataElement]] = None,
                mode: str = 'tensor') -> Any:
        """Reconstruct colour maps.

        Args:
            inputs: the images; not used.
            data_samples: with ``colour_map``, uint8 (3, H, W), RGB.
            mode: 'loss' for a dict of losses; 'tensor' or 'predict' for the
                reconstruction (B, 3, H, W) in [-1, 1].
        """
        if not all('colour_map' in sample for sample in data_samples or [{}]):
            raise InputError('ColourMapDecoderTrainer needs samples with a '
                             'colour_map: end the pipeline with '
                             'PackColourMap')
        device = next(self.vae.parameters()).device
        maps = torch.stack([sample.colour_map for sample in data_samples])
        maps = maps.to(device).float() / 127.5 - 1
        with autocast(device.type, self.amp_dtype):
            with torch.no_grad():
                posterior = self.vae.encode(maps).latent_dist
            recon = self.vae.decode(posterior.mode()).sample.float()
        if mode != 'loss':
            return recon
        losses = self.losses(recon, maps, posterior)
        del losses['loss_kl']  # the encoder's
        return losses

    def export(self, folder: str) -> None:
        """Write the base model with this decoder, in diffusers format."""
        shutil.copytree(self.pretrained, folder, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns('vae'))
        write_module(self.vae, folder, 'vae')

    def extra_repr(self) -> str:
        return f"pretrained='{self.pretrained}', encoder frozen"
