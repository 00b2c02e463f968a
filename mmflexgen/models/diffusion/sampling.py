"""Deterministic DDIM sampling with a noise generator per sample."""

from typing import TYPE_CHECKING, Any, Callable, Dict, Optional, Sequence

import torch
from torch import Tensor

from .prompt_encoding import PromptEmbeds

if TYPE_CHECKING:
    from .latent_diffusion import LatentDiffusion


def build_ddim(config: Dict[str, Any],
               overrides: Optional[Dict[str, Any]] = None) -> Any:
    """A ``DDIMScheduler`` with the noise schedule of any scheduler config.

    Args:
        config: content of the base model's ``scheduler_config.json``.
        overrides: settings to replace, e.g.
            ``dict(timestep_spacing='trailing')``.
    """
    from diffusers import DDIMScheduler

    # Other schedulers do not have the key, and DDIM's default would clip
    # latents to [-1, 1].
    settings = {'clip_sample': False, **config, **(overrides or {})}
    return DDIMScheduler.from_config(settings)


def seeded_noise(seeds: Sequence[int], shape: Sequence[int]) -> Tensor:
    """Standard normal noise (B, *shape), each sample from its own seed.

    Drawn on the CPU, so it is the same on every machine, in every batch.
    """
    return torch.stack([
        torch.randn(tuple(shape),
                    generator=torch.Generator('cpu').manual_seed(seed))
        for seed in seeds])


@torch.no_grad()
def ddim_sample(base: 'LatentDiffusion',
                noise: Tensor,
                embeds: PromptEmbeds,
                num_steps: int,
                guidance_scale: float,
                overrides: Optional[Dict[str, Any]] = None,
                before_step: Optional[Callable[[Tensor, Any, Tensor],
                                               Tensor]] = None) -> Tensor:
    """Denoise ``noise`` with classifier-free guidance (no added noise).

    Args:
        base: the base model.
        noise: (B, 4, h, w), the latents at t = T.
        embeds: the prompts, encoded.
        num_steps: number of UNet evaluations.
        guidance_scale: 1 or less samples without guidance, at half the cost.
        overrides: see :func:`build_ddim`.
        before_step: (latents, scheduler, t) -> the latents to go on with at
            diffusers' timestep t.

    Returns:
        The finished latents (B, 4, h, w), in the VAE's scaled space.
    """
    scheduler = build_ddim(base.scheduler_config, overrides)
    scheduler.set_timesteps(num_steps)
    latents = (noise * scheduler.init_noise_sigma).to(
        device=base.device, dtype=base.dtype)
    guided = guidance_scale > 1
    if guided:
        empty = base.encode_prompt([''] * len(noise))
        embeds = PromptEmbeds.cat([empty, embeds])
    for t in scheduler.timesteps:
        if before_step is not None:
            latents = before_step(latents, scheduler, t)
        doubled = torch.cat([latents] * 2) if guided else latents
        doubled = scheduler.scale_model_input(doubled, t)
        output = base.unet_forward(doubled, t, embeds)
        if guided:
            free, conditional = output.chunk(2)
            output = free + guidance_scale * (conditional - free)
        latents = scheduler.step(output, t, latents).prev_sample
    return latents
