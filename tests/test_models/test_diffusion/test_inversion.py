"""One-pass inversion (equation 2) and the hypercolumn (equation 3)."""

import pytest
import torch

from mmflexgen.models.diffusion import add_noise, class_maps, seeded_noise
from mmflexgen.utils import InputError


def test_closed_form_equals_the_markov_chain():
    """Mean and variance of eq. 2 applied t times, step by step."""
    betas = torch.linspace(1e-3, 0.2, 10, dtype=torch.float64)
    alphas_cumprod = (1 - betas).cumprod(0)
    x0 = torch.tensor([2.5], dtype=torch.float64)
    zero, one = torch.zeros_like(x0), torch.ones_like(x0)
    mean, variance = x0.clone(), 0.
    for t, beta in enumerate(betas, start=1):
        mean = (1 - beta).sqrt() * mean
        variance = (1 - beta) * variance + beta
        torch.testing.assert_close(
            add_noise(x0, zero, alphas_cumprod, t), mean)
        torch.testing.assert_close(
            add_noise(zero, one, alphas_cumprod, t)**2, variance * one)


@pytest.mark.parametrize('dtype', [torch.bfloat16, torch.float16])
@pytest.mark.parametrize('t', [1, 2, 33])
def test_few_bits_keep_the_little_noise_of_early_steps(dtype, t):
    alphas_cumprod = (1 - torch.linspace(
        0.00085**0.5, 0.012**0.5, 1000)**2).cumprod(0)
    latents, noise = torch.randn(2, 1, 4, 64, 64)
    noised = add_noise(latents.to(dtype), noise.to(dtype), alphas_cumprod, t)
    assert noised.dtype == dtype
    torch.testing.assert_close(
        noised.float(), add_noise(latents, noise, alphas_cumprod, t),
        atol=2e-2, rtol=1e-2)
    zero = torch.zeros_like(latents, dtype=dtype)
    torch.testing.assert_close(
        add_noise(zero, noise.to(dtype), alphas_cumprod, t).float().std(),
        (1 - alphas_cumprod[t - 1]).sqrt() * noise.std(), atol=0, rtol=5e-3)


def test_first_step_is_diffusers_index_zero(tiny_base):
    from diffusers import DDIMScheduler
    scheduler = DDIMScheduler.from_pretrained(
        tiny_base.pretrained, subfolder='scheduler')
    latents, noise = torch.randn(2, 1, 4, 16, 16).unbind()
    torch.testing.assert_close(
        add_noise(latents, noise, tiny_base.alphas_cumprod, 1),
        scheduler.add_noise(latents, noise, torch.tensor([0])))
    with pytest.raises(InputError, match='outside 1 to 1000'):
        add_noise(latents, noise, tiny_base.alphas_cumprod, 0)


@torch.no_grad()
def test_hypercolumn_reads_the_noised_latent(tiny_base):
    latents = seeded_noise([3], tiny_base.latent_shape())
    noise = seeded_noise([4], tiny_base.latent_shape())
    prompt = ['a photo of a ring']
    seen = []
    handle = tiny_base.unet.register_forward_pre_hook(
        lambda module, args: seen.append(args))
    column = tiny_base.hypercolumn(latents, prompt, noise, t=50)
    handle.remove()
    (sample, index), = [args[:2] for args in seen]
    assert index == 49
    torch.testing.assert_close(
        sample, add_noise(latents, noise, tiny_base.alphas_cumprod, 50))
    assert [f.shape[-1] for f in column.features] == [4, 8, 16]
    assert [a.shape for a in column.attn] == [
        (1, 1, 64, side, side) for side in (4, 8, 16)]


@torch.no_grad()
def test_hypercolumn_ignores_neighbours(tiny_base):
    latents = seeded_noise([3, 4], tiny_base.latent_shape())
    noise = seeded_noise([0, 0], tiny_base.latent_shape())
    prompts = ['a photo of a ring', 'a photo of a star, mushroom']
    both = tiny_base.hypercolumn(latents, prompts, noise)
    one = tiny_base.hypercolumn(latents[1:], prompts[1:], noise[1:])
    for first, second in zip(both.features + both.attn,
                             one.features + one.attn):
        torch.testing.assert_close(first[1:], second, atol=1e-4, rtol=1e-3)


def test_class_maps_average_a_names_tokens():
    attn = torch.rand(2, 3, 8, 4, 4)
    maps = class_maps(attn, [[(2, (1, 2)), (0, (5, ))], []], num_classes=4)
    assert maps.shape == (2, 3, 4, 4, 4)
    torch.testing.assert_close(maps[0, :, 2],
                               (attn[0, :, 1] + attn[0, :, 2]) / 2)
    torch.testing.assert_close(maps[0, :, 0], attn[0, :, 5])
    assert maps[0, :, [1, 3]].eq(0).all() and maps[1].eq(0).all()
