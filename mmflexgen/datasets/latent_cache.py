"""Latents of a VAE, computed once and kept in memory."""

import hashlib
import os
import os.path as osp
from typing import Any, Dict, Sequence

import numpy as np
import torch
from mmengine.logging import print_log
from mmengine.utils import track_iter_progress
from safetensors.torch import load_file, save_file
from torch import Tensor

from mmflexgen.utils import InputError
from .imagefolder import read_image

_WEIGHTS = 'diffusion_pytorch_model.safetensors'


class LatentCache:
    """Posteriors of images, stored in float16 in one file.

    Args:
        data_root: folder of the images.
        names: their files, relative to it.
        vae: folder of an ``AutoencoderKL``.
        cache_dir: where latents are kept between runs.
        size: edge of the square images, in pixels.
        flip: whether mirrored images are encoded too.
        batch_size: images encoded at once.

    Raises:
        InputError: there is no VAE, or an image cannot be read.
    """

    def __init__(self, data_root: str, names: Sequence[str], vae: str,
                 cache_dir: str, size: int, flip: bool = False,
                 batch_size: int = 64) -> None:
        if not osp.isfile(osp.join(vae, _WEIGHTS)):
            raise InputError(
                f'{vae} holds no {_WEIGHTS}: train the autoencoder first '
                '(configs/base_models), or set vae to its folder')
        self.data_root, self.names, self.vae = data_root, list(names), vae
        self.size, self.flip, self.batch_size = size, flip, batch_size
        path = osp.join(cache_dir, f'latents_{self._key()}.safetensors')
        if not osp.isfile(path):
            self._write(path)
        stored = load_file(path)
        self.mean, self.std = stored['mean'], stored['std']

    def __len__(self) -> int:
        """Rows: the images, then the mirrored ones."""
        return len(self.mean)

    def draw(self, rows: Tensor) -> Tensor:
        """Latents (B, C, h, w) of rows (B,), from their posteriors."""
        mean, std = self.mean[rows].float(), self.std[rows].float()
        return mean + std * torch.randn_like(std)

    def _key(self) -> str:
        """Hash of all that latents depend on: images by name and size."""
        digest = hashlib.sha256()
        with open(osp.join(self.vae, _WEIGHTS), 'rb') as file:
            digest.update(file.read())
        files = [osp.join(self.data_root, name) for name in self.names]
        sizes = [osp.getsize(path) if osp.exists(path) else None
                 for path in files]
        digest.update(repr([self.names, sizes, self.size,
                            self.flip]).encode())
        return digest.hexdigest()[:16]

    @torch.no_grad()
    def _write(self, path: str) -> None:
        from diffusers import AutoencoderKL
        print_log(f'Encoding {self.data_root}, kept in {path}',
                  logger='current')
        vae = AutoencoderKL.from_pretrained(self.vae).eval()
        vae.to('cuda' if torch.cuda.is_available() else 'cpu')
        batches = [(start, mirrored)
                   for mirrored in ((False, True) if self.flip else (False, ))
                   for start in range(0, len(self.names), self.batch_size)]
        parts = [encode(vae, self._images(*each))
                 for each in track_iter_progress(batches)]
        os.makedirs(osp.dirname(path), exist_ok=True)
        part = f'{path}.{os.getpid()}.part'
        save_file({name: torch.cat([p[name] for p in parts]).contiguous()
                   for name in ('mean', 'std')}, part)
        os.replace(part, path)

    def _images(self, start: int, mirrored: bool) -> Tensor:
        """uint8 (B, H, W, 3)."""
        images = torch.from_numpy(np.stack([
            read_image(osp.join(self.data_root, name), self.size)
            for name in self.names[start:start + self.batch_size]]))
        return images.flip(2) if mirrored else images


def encode(vae: Any, images: Tensor) -> Dict[str, Tensor]:
    """Posterior of (B, H, W, 3) uint8 images, times ``scaling_factor``.

    Args:
        vae: an ``AutoencoderKL``.
        images: uint8 RGB.

    Returns:
        ``mean`` and ``std``, each (B, C, h, w) float16 on the CPU.
    """
    device = next(vae.parameters()).device
    pixels = images.permute(0, 3, 1, 2).to(device).float() / 127.5 - 1
    posterior = vae.encode(pixels).latent_dist
    factor = vae.config.scaling_factor
    return dict(mean=(posterior.mean * factor).half().cpu(),
                std=(posterior.std * factor).half().cpu())
