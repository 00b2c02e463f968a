"""Deterministic sampling with a noise generator per sample."""

import inspect
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional, Sequence

import torch
from torch import Tensor

from .prompt_encoding import PromptEmbeds

if TYPE_CHECKING:
    from .latent_diffusion import LatentDiffusion

SAMPLERS = ('ddim', 'euler')


def build_ddim(config: Dict[str, Any]) -> Any:
    """A ``DDIMScheduler`` with the noise schedule of any scheduler config.

    Args:
        config: see :attr:`LatentDiffusion.scheduler_config`.
    """
    from diffusers import DDIMScheduler

    # Other schedulers do not have the key, and DDIM's default would clip
    # latents to [-1, 1].
    return DDIMScheduler.from_config({'clip_sample': False, **config})


def build_sampler(name: str, config: Dict[str, Any]) -> Any:
    """The scheduler that takes the steps.

    Args:
        name: 'ddim', or 'euler' for Euler steps in the noise level sigma
            (Karras et al. 2022; what SDXL calls its EDM sampler).
            ``use_karras_sigmas=True`` in the config spaces the levels as
            in that paper.
        config: see :attr:`LatentDiffusion.scheduler_config`.
    """
    if name == 'ddim':
        return build_ddim(config)
    from diffusers import EulerDiscreteScheduler
    known = inspect.signature(EulerDiscreteScheduler).parameters
    return EulerDiscreteScheduler(**{
        key: value for key, value in config.items() if key in known})


def seeded_noise(seeds: Sequence[int], shape: Sequence[int]) -> Tensor:
    """Standard normal noise (B, *shape), each sample from its own seed.

    Drawn on the CPU, so it is the same on every machine, in every batch.
    """
    return torch.stack([
        torch.randn(tuple(shape),
                    generator=torch.Generator('cpu').manual_seed(seed))
        for seed in seeds])


# Maps latents (B, 4, h, w), a timestep and B prompts to the model's output.
Denoiser = Callable[[Tensor, Any, PromptEmbeds], Tensor]


@torch.no_grad()
def denoise(base: 'LatentDiffusion',
            noise: Tensor,
            embeds: PromptEmbeds,
            num_steps: int,
            guidance_scale: float,
            before_step: Optional[Callable[[Tensor, Any, Tensor],
                                           Tensor]] = None,
            sampler: str = 'ddim',
            denoiser: Optional[Denoiser] = None) -> Tensor:
    """Denoise ``noise`` with classifier-free guidance (no added noise).

    Args:
        base: the base model.
        noise: (B, 4, h, w), the latents at t = T.
        embeds: the prompts, encoded.
        num_steps: number of UNet evaluations.
        guidance_scale: 1 or less samples without guidance, at half the cost.
        before_step: (latents, scheduler, t) -> the latents to go on with at
            diffusers' timestep t.
        sampler: see :func:`build_sampler`.
        denoiser: what is evaluated; the base model's UNet by default. With
            guidance its batch is doubled, the empty prompts first.

    Returns:
        The finished latents (B, 4, h, w), in the VAE's scaled space.
    """
    scheduler = build_sampler(sampler, base.scheduler_config)
    scheduler.set_timesteps(num_steps)
    denoiser = denoiser or base.sampling_step
    # Euler's first latents are up to 4,000 times the noise: half precision
    # is for the network alone.
    latents = noise.float().to(base.device) * scheduler.init_noise_sigma
    guided = guidance_scale > 1
    if guided:
        empty = base.encode_prompt([''] * len(noise))
        embeds = PromptEmbeds.cat([empty, embeds])
    for t in scheduler.timesteps:
        if before_step is not None:
            latents = before_step(latents, scheduler, t)
        doubled = torch.cat([latents] * 2) if guided else latents
        doubled = scheduler.scale_model_input(doubled, t)
        output = denoiser(doubled.to(base.dtype), t, embeds).float()
        if guided:
            free, conditional = output.chunk(2)
            output = free + guidance_scale * (conditional - free)
        latents = scheduler.step(output, t, latents).prev_sample
    return latents.to(base.dtype)
