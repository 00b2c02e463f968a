"""Blended latent diffusion: a part of an image drawn anew.

At every denoising step the latents outside the mask are those of the
original, noised to that step, so that what is drawn inside grows together
with what is around it.
"""

from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F
from torch import Tensor

from mmflexgen.utils import InputError
from .prompt_encoding import PromptEmbeds
from .sampling import denoise

if TYPE_CHECKING:
    from .latent_diffusion import LatentDiffusion


def latent_mask(mask: Tensor, factor: int) -> Tensor:
    """The latent cells that a mask touches.

    Args:
        mask: bool (B, H, W), in pixels.
        factor: pixels per cell along one side.

    Returns:
        bool (B, 1, H / factor, W / factor).
    """
    return F.max_pool2d(mask[:, None].float(), factor) > 0


@torch.no_grad()
def repaint(base: 'LatentDiffusion',
            original: Tensor,
            mask: Tensor,
            noise: Tensor,
            embeds: PromptEmbeds,
            num_steps: int,
            guidance_scale: float) -> Tensor:
    """Denoise from ``noise`` inside a mask, keeping the outside.

    Args:
        base: the base model.
        original: x_0 of the images to change, (B, 4, h, w).
        mask: bool (B, H, W), what to draw anew, in pixels.
        noise: (B, 4, h, w), the latents at t = T inside the mask, and the
            noise added to the original outside. A mask of ones gives
            :func:`denoise` from it.
        embeds: the prompts, encoded.
        num_steps, guidance_scale: see :func:`denoise`.

    Returns:
        (B, 4, h, w), in cells that the mask does not touch the original.

    Raises:
        InputError: the mask has not the images' size.
    """
    size = tuple(side * base.vae_factor for side in original.shape[-2:])
    if tuple(mask.shape) != (len(original), *size):
        raise InputError(f'a mask of shape {tuple(mask.shape)} was given for '
                         f'{len(original)} images of {size} (height, width): '
                         'give one mask per image, of its size')
    inside = latent_mask(mask.to(base.device), base.vae_factor)
    original, noise = (tensor.to(device=base.device, dtype=base.dtype)
                       for tensor in (original, noise))

    def blend(latents: Tensor, scheduler: Any, t: Tensor) -> Tensor:
        noised = scheduler.add_noise(original, noise, t.reshape(1))
        return torch.where(inside, latents, noised)

    latents = denoise(base, noise, embeds, num_steps, guidance_scale,
                      before_step=blend)
    return torch.where(inside, latents, original)
