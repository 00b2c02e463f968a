"""Images as a latent diffusion model can draw them at best."""

import os.path as osp
from functools import cached_property
from typing import Any

import numpy as np
import torch
from mmcv.transforms import BaseTransform

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError


@TRANSFORMS.register_module()
class AutoencoderRoundTrip(BaseTransform):
    """Encodes and decodes ``img`` by a base model's VAE.

    A segmenter tested on such images tells what the VAE alone takes away:
    no image of that base model is nearer to real ones.

    Args:
        pretrained: folder of a model in diffusers format, or of its VAE.

    Raises:
        InputError: there is no VAE; at an image whose sides are no multiples
            of the VAE's factor.
    """

    def __init__(self, pretrained: str) -> None:
        inside = osp.join(pretrained, 'vae')
        self.folder = inside if osp.isdir(inside) else pretrained
        if not osp.isfile(osp.join(self.folder, 'config.json')):
            raise InputError(f"'{pretrained}' holds no VAE: give a model's "
                             'folder in diffusers format')

    @cached_property
    def vae(self) -> Any:
        """Loaded at the first image, in the worker that needs it."""
        from diffusers import AutoencoderKL
        vae = AutoencoderKL.from_pretrained(
            self.folder, use_safetensors=True, low_cpu_mem_usage=False)
        return vae.float().eval()

    @torch.no_grad()
    def transform(self, results: dict) -> dict:
        """Replace ``img``, BGR uint8 (H, W, 3)."""
        image = results['img']
        factor = 2**(len(self.vae.config.block_out_channels) - 1)
        height, width = image.shape[:2]
        if height % factor or width % factor:
            raise InputError(
                f'{results.get("img_path", "an image")} has {width} x '
                f'{height} pixels, and the VAE {self.folder} takes multiples '
                f'of {factor}: resize or crop before AutoencoderRoundTrip')
        rgb = torch.from_numpy(image[..., ::-1].copy()).permute(2, 0, 1)
        latents = self.vae.encode(
            rgb[None] / 127.5 - 1).latent_dist.mode()
        back = self.vae.decode(latents).sample[0].clamp(-1, 1)
        pixels = ((back + 1) * 127.5).round().byte().permute(1, 2, 0)
        results['img'] = np.ascontiguousarray(pixels.numpy()[..., ::-1])
        return results

    def __repr__(self) -> str:
        return f"{type(self).__name__}(pretrained='{self.folder}')"
