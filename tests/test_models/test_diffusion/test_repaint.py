"""Repainting inside a mask, on random weights."""

import pytest
import torch

from mmflexgen.models.diffusion import LatentDiffusion, seeded_noise
from mmflexgen.models.diffusion.repaint import latent_mask
from mmflexgen.utils import InputError

PROMPTS = ['a photo of a ring', 'two discs']


@pytest.fixture
def scene(tiny_base):
    """Latents, noise, and masks of one cell's corner and of a rectangle."""
    shape = tiny_base.latent_shape()
    mask = torch.zeros(2, 64, 64, dtype=torch.bool)
    mask[0, 7, 8] = True
    mask[1, 16:32, 20:44] = True
    inside = torch.zeros(2, 1, 16, 16, dtype=torch.bool)
    inside[0, 0, 1, 2] = True
    inside[1, 0, 4:8, 5:11] = True
    return seeded_noise([1, 2], shape), seeded_noise([3, 4], shape), \
        mask, inside


def test_cells_that_a_mask_touches(scene):
    assert torch.equal(latent_mask(scene[2], 4), scene[3])


def test_outside_is_the_original_inside_is_not(tiny_base, scene):
    original, noise, mask, inside = scene
    found = tiny_base.repaint_latents(PROMPTS, original, mask, noise)
    changed = found != original
    assert torch.equal(changed, inside.expand_as(changed))


@pytest.mark.parametrize('spacing', ['leading', 'trailing', 'linspace'])
def test_mask_of_ones_is_plain_sampling(tiny_folder, spacing):
    base = LatentDiffusion(tiny_folder, num_inference_steps=3,
                           guidance_scale=3.,
                           scheduler=dict(timestep_spacing=spacing))
    original, noise = (seeded_noise(seeds, base.latent_shape())
                       for seeds in ([1, 2], [3, 4]))
    ones = torch.ones(2, 64, 64, dtype=torch.bool)
    assert torch.equal(base.repaint_latents(PROMPTS, original, ones, noise),
                       base.sample_latents(PROMPTS, noise))
    assert torch.equal(base.repaint_latents(PROMPTS, original, ~ones, noise),
                       original)


def test_what_the_unet_sees_outside_is_the_original_noised(tiny_base, scene):
    """x_t = sqrt(a_t) x_0 + sqrt(1 - a_t) e at the very t it is told."""
    original, noise, mask, inside = scene
    seen = []
    hook = tiny_base.unet.register_forward_pre_hook(
        lambda module, args: seen.append((args[0].clone(), int(args[1]))))
    tiny_base.repaint_latents(PROMPTS, original, mask, noise)
    hook.remove()
    assert len(seen) == 4
    outside = ~inside.expand_as(original)
    for latents, t in seen:
        alpha = float(tiny_base.alphas_cumprod[t])
        expected = alpha**0.5 * original + (1 - alpha)**0.5 * noise
        for half in latents.chunk(2):  # without and with the prompt
            torch.testing.assert_close(half[outside], expected[outside])


def test_neighbours_do_not_matter(tiny_base, scene):
    original, noise, mask, _ = scene
    both = tiny_base.repaint_latents(PROMPTS, original, mask, noise)
    alone = tiny_base.repaint_latents(PROMPTS[1:], original[1:], mask[1:],
                                      noise[1:])
    torch.testing.assert_close(alone, both[1:], atol=1e-4, rtol=1e-4)


def test_mask_of_another_size(tiny_base, scene):
    with pytest.raises(InputError, match='give one mask per image'):
        tiny_base.repaint_latents(PROMPTS, *scene[:1], scene[2][:, ::2],
                                  scene[1])
