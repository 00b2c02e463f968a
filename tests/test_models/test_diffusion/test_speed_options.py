"""Options that cost no quality: compiled, channels last, half precision."""

import pytest
import torch

from mmflexgen.models.diffusion import LatentDiffusion, seeded_noise
from mmflexgen.utils import InputError

PROMPTS = ['a photo of a star', 'a ring and a mushroom on the sand']


@pytest.fixture
def compiled(monkeypatch) -> list:
    """Stands in for the compiler; the inputs of what it 'compiled'."""
    calls = []

    def wrap(net):
        return lambda *args, **kwargs: (
            calls.append(args[0].shape), net(*args, **kwargs))[1]

    monkeypatch.setattr(torch, 'compile', wrap)
    return calls


def test_steps_are_compiled_passes_that_are_read_are_not(
        tiny_folder, tiny_base, compiled):
    base = LatentDiffusion(tiny_folder, num_inference_steps=4,
                           guidance_scale=3., compile_unet=True)
    noise = seeded_noise([1, 2], base.latent_shape())
    latents = base.sample_latents(PROMPTS, noise)
    assert compiled == [(4, 4, 16, 16)] * 4
    assert torch.equal(latents, tiny_base.sample_latents(PROMPTS, noise))
    column, plain = (each.hypercolumn(latents, PROMPTS, noise)
                     for each in (base, tiny_base))
    assert len(compiled) == 4
    for found, expected in zip(column.features, plain.features):
        assert torch.equal(found, expected)


def test_channels_last(tiny_folder, tiny_base):
    """The same images, and features whose memory is laid out as ever."""
    base = LatentDiffusion(tiny_folder, num_inference_steps=4,
                           guidance_scale=3., channels_last=True)
    for net in (base.unet, base.vae):
        weight = next(value for value in net.parameters()
                      if value.dim() == 4 and min(value.shape) > 1)
        assert weight.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(
        base.sample(PROMPTS, [1, 2]), tiny_base.sample(PROMPTS, [1, 2]),
        atol=1e-4, rtol=1e-4)
    images = torch.rand(2, 3, 64, 64) * 2 - 1
    noise = seeded_noise([1, 2], base.latent_shape())
    latents = base.encode_image(images)
    column = base.hypercolumn(latents, PROMPTS, noise)
    plain = tiny_base.hypercolumn(latents, PROMPTS, noise)
    assert all(maps.is_contiguous() for maps in column.features)
    for found, expected in zip([*column.features, *column.attn],
                               [*plain.features, *plain.attn]):
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-3)


def test_attention_stays_fused_where_it_is_read(tiny_base, monkeypatch):
    """Every layer of a pass that is read goes through torch's
    scaled_dot_product_attention; probabilities are computed beside it."""
    fused = torch.nn.functional.scaled_dot_product_attention
    calls = []
    monkeypatch.setattr(
        torch.nn.functional, 'scaled_dot_product_attention',
        lambda *args, **kwargs: (calls.append(1), fused(*args, **kwargs))[1])
    noise = seeded_noise([1], tiny_base.latent_shape())
    tiny_base.encode_prompt(PROMPTS[:1])
    text = len(calls)
    tiny_base.hypercolumn(noise, PROMPTS[:1], noise)
    assert len(calls) - 2 * text == len(tiny_base.unet.attn_processors) == 20


def test_image_size(tiny_folder):
    base = LatentDiffusion(tiny_folder, num_inference_steps=2,
                           image_size=32)
    assert base.latent_shape() == (4, 8, 8)
    assert base.sample(PROMPTS[:1], [1]).shape == (1, 3, 32, 32)
    with pytest.raises(InputError, match='40 pixels a side.*multiple of 16'):
        LatentDiffusion(tiny_folder, image_size=40).latent_shape()
