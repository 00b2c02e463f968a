"""One-pass inversion of an image to its hypercolumn (DatasetDM, 3.3)."""

from typing import TYPE_CHECKING, Sequence, Tuple

import torch
from torch import Tensor

from mmflexgen.structures import Hypercolumn
from mmflexgen.utils import InputError
from .attention_probe import AttentionProbe
from .feature_probe import FeatureProbe, unet_blocks
from .prompt_encoding import PromptEmbeds

if TYPE_CHECKING:
    from .latent_diffusion import LatentDiffusion


def add_noise(latents: Tensor, noise: Tensor, alphas_cumprod: Tensor,
              t: int) -> Tensor:
    """x_t given x_0: the closed form of equation 2 applied t times.

    Args:
        latents: x_0, (B, 4, h, w).
        noise: standard normal, like ``latents``.
        alphas_cumprod: (T,), entry i is the product of 1 - beta_1 to
            1 - beta_{i+1}.
        t: step in the paper's counting, 1 to T.

    Raises:
        InputError: if t is out of range.
    """
    if not 1 <= t <= len(alphas_cumprod):
        raise InputError(f'Inversion step t = {t} is outside 1 to '
                         f'{len(alphas_cumprod)}.')
    # At small t alpha is so near to 1 that bfloat16 would leave no noise.
    dtype = torch.promote_types(latents.dtype, torch.float32)
    alpha = alphas_cumprod[t - 1].to(latents.device, dtype)
    noised = (alpha.sqrt() * latents.to(dtype)
              + (1 - alpha).sqrt() * noise.to(dtype))
    return noised.to(latents)


@torch.no_grad()
def extract_hypercolumn(base: 'LatentDiffusion',
                        latents: Tensor,
                        embeds: PromptEmbeds,
                        noise: Tensor,
                        t: int = 1,
                        attn_reduce: str = 'mean') -> Hypercolumn:
    """Noise the latents to step t and read one UNet pass (equation 3).

    Args:
        base: the frozen base model.
        latents: x_0, (B, 4, h, w), of real images or of finished samples.
        embeds: the prompts, encoded.
        noise: standard normal, (B, 4, h, w).
        t: the paper counts 1 to T and uses t = 1, which is diffusers'
            timestep index 0.
        attn_reduce: 'mean' (paper) or 'concat' (released code), see
            :class:`AttentionProbe`.
    """
    noise = noise.to(latents)
    noised = add_noise(latents, noise, base.alphas_cumprod, t)
    features, attention = FeatureProbe(), AttentionProbe(reduce=attn_reduce)
    with features.attached(unet_blocks(base.unet)), \
            attention.attached(base.unet):
        base.unet_forward(noised, t - 1, embeds)
    scales = features.by_scale()
    return Hypercolumn(
        features=list(scales.values()),
        attn=[attention.maps(size) for size in scales])


def class_maps(attn: Tensor,
               positions: Sequence[Sequence[Tuple[int, Sequence[int]]]],
               num_classes: int) -> Tensor:
    """Rearrange token maps by class.

    Args:
        attn: (B, G, L, h, w).
        positions: per sample the pairs (class index, token positions).
        num_classes: C.

    Returns:
        (B, G, C, h, w): mean over each class's own tokens, zero for classes
        that the prompt does not name.
    """
    batch, groups, _, height, width = attn.shape
    maps = attn.new_zeros(batch, groups, num_classes, height, width)
    for sample, pairs in enumerate(positions):
        for label, tokens in pairs:
            maps[sample, :, label] = attn[sample, :, list(tokens)].mean(1)
    return maps
