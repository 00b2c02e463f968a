"""The frozen base model and its sampler."""

import json
import shutil

import pytest
import torch
from torch import nn

from mmflexgen.models.diffusion import LatentDiffusion, seeded_noise
from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.models.diffusion.sampling import denoise
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError

PROMPTS = ['a photo of a star', 'a ring and a mushroom on the sand']


def test_equals_the_diffusers_pipeline(tiny_folder, tiny_base):
    from diffusers import StableDiffusionPipeline
    pipe = StableDiffusionPipeline.from_pretrained(
        tiny_folder, low_cpu_mem_usage=False)
    pipe.set_progress_bar_config(disable=True)
    noise = seeded_noise([5, 6], tiny_base.latent_shape())
    expected = pipe(PROMPTS, latents=noise, num_inference_steps=4,
                    guidance_scale=3., output_type='pt').images
    ours = tiny_base.sample(PROMPTS, [5, 6])
    torch.testing.assert_close((ours / 2 + 0.5).clamp(0, 1), expected,
                               atol=1e-4, rtol=1e-4)


def test_sample_ignores_its_neighbours(tiny_base):
    both = tiny_base.sample(PROMPTS, [1, 2])
    swapped = tiny_base.sample(PROMPTS[::-1], [2, 1])
    alone = torch.cat([tiny_base.sample([prompt], [seed])
                       for prompt, seed in zip(PROMPTS, [1, 2])])
    torch.testing.assert_close(both, alone, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(both, swapped.flip(0), atol=1e-4, rtol=1e-4)
    assert (both[0] - tiny_base.sample(PROMPTS[:1], [9])[0]).abs().max() > 0.1


def test_no_guidance_is_one_half(tiny_folder):
    base = LatentDiffusion(tiny_folder, num_inference_steps=2,
                           guidance_scale=1.)
    sizes = []
    hook = base.unet.register_forward_hook(
        lambda module, args, out: sizes.append(len(out.sample)))
    base.sample(PROMPTS, [1, 2])
    hook.remove()
    assert sizes == [2, 2]


def test_other_schedulers_become_ddim_without_clipping(tiny_folder,
                                                       tmp_path):
    folder = tmp_path / 'euler'
    shutil.copytree(tiny_folder, folder)
    file = folder / 'scheduler' / 'scheduler_config.json'
    settings = json.loads(file.read_text())
    for key in ('clip_sample', 'set_alpha_to_one', 'clip_sample_range'):
        settings.pop(key, None)
    settings['_class_name'] = 'EulerDiscreteScheduler'
    file.write_text(json.dumps(settings))
    base = LatentDiffusion(str(folder), num_inference_steps=4,
                           guidance_scale=3.)
    latents = base.sample_latents(
        PROMPTS, 3 * seeded_noise([5, 6], base.latent_shape()))
    assert latents.abs().max() > 1.5


def test_images_round_trip_shape_and_scale(tiny_base):
    images = torch.rand(2, 3, 64, 32) * 2 - 1
    latents = tiny_base.encode_image(images)
    assert latents.shape == (2, 4, 16, 8)
    assert tiny_base.decode(latents).shape == images.shape
    expected = tiny_base.vae.encode(images).latent_dist.mode()
    torch.testing.assert_close(
        latents, expected * tiny_base.vae.config.scaling_factor)
    with pytest.raises(InputError, match='30 x 64 pixels.*multiples of 16'):
        tiny_base.encode_image(torch.zeros(1, 3, 64, 30))


def test_frozen_and_absent_from_checkpoints(tiny_folder):
    model = nn.Sequential(LatentDiffusion(tiny_folder), nn.Linear(2, 2))
    assert sorted(model.state_dict()) == ['1.bias', '1.weight']
    assert len(list(model.parameters())) == 2
    model.load_state_dict(model.state_dict(), strict=True)
    base = model[0]
    model.train()
    for net in (base.vae, base.unet, *base._parts.text_encoders):
        assert not net.training
        assert not any(p.requires_grad for p in net.parameters())
    model.to(torch.float64)
    assert base.dtype == torch.float64


def test_loaded_when_needed_where_it_was_moved(tiny_folder):
    base = LatentDiffusion(tiny_folder)
    base.to(torch.float64)
    base.to(torch.bfloat16)
    assert not base.is_loaded and not base.state_dict()
    assert base.unet.dtype == base.vae.dtype == torch.bfloat16
    assert base.is_loaded
    base.to(torch.float64)
    assert base.dtype == torch.float64


@pytest.mark.usefixtures('bfloat16')
def test_half_precision(tiny_folder):
    base = MODELS.build(dict(
        type='mmflexgen.LatentDiffusion', pretrained=tiny_folder,
        dtype='bfloat16', num_inference_steps=2))
    images = base.sample(PROMPTS, [1, 2])
    assert base.dtype == torch.bfloat16 and images.dtype == torch.float32
    assert images.isfinite().all()


def test_no_half_precision_on_a_cpu_without(tiny_folder, monkeypatch):
    monkeypatch.setattr('mmflexgen.utils.precision._cpu_computes_bfloat16',
                        lambda: False)
    options = dict(pretrained=tiny_folder, dtype='bfloat16')
    assert LatentDiffusion(**options).unet.dtype == torch.float32
    monkeypatch.setattr('mmflexgen.models.diffusion.latent_diffusion.'
                        'get_device', lambda: 'cuda')
    assert LatentDiffusion(**options).unet.dtype == torch.bfloat16


def test_sdxl_shape(tmp_path):
    """Two text encoders, no attention at the finest of three scales."""
    from diffusers import StableDiffusionXLPipeline
    folder = str(tmp_path / 'xl')
    write_random_base_model('tiny-xl', folder)
    base = LatentDiffusion(folder, num_inference_steps=3, guidance_scale=3.)
    features, groups = base.hypercolumn_channels()
    assert len(features) == 3 and groups == [1, 1, 0]
    pipe = StableDiffusionXLPipeline.from_pretrained(
        folder, low_cpu_mem_usage=False)
    pipe.set_progress_bar_config(disable=True)
    noise = seeded_noise([5, 6], base.latent_shape())
    expected = pipe(PROMPTS, latents=noise, num_inference_steps=3,
                    guidance_scale=3., output_type='pt').images
    ours = (base.sample(PROMPTS, [5, 6]) / 2 + 0.5).clamp(0, 1)
    torch.testing.assert_close(ours, expected, atol=1e-4, rtol=1e-4)


def test_folders_that_are_no_base_model(tiny_folder, tmp_path):
    with pytest.raises(InputError, match='does not exist'):
        LatentDiffusion(str(tmp_path / 'nowhere'))
    with pytest.raises(InputError, match='no model_index.json'):
        LatentDiffusion(str(tmp_path))
    broken = tmp_path / 'broken'
    shutil.copytree(tiny_folder, broken)
    weights = broken / 'unet' / 'diffusion_pytorch_model.safetensors'
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(InputError, match='The unet in .* cannot be loaded'):
        assert LatentDiffusion(str(broken)).unet
    weights.unlink()
    with pytest.raises(InputError, match='no .*safetensors file'):
        assert LatentDiffusion(str(broken)).unet
    shutil.rmtree(broken / 'unet')
    with pytest.raises(InputError, match='lacks unet'):
        LatentDiffusion(str(broken))
    with pytest.raises(InputError, match='float64'):
        LatentDiffusion(tiny_folder, dtype='float64')


@pytest.mark.parametrize('prediction', ['epsilon', 'v_prediction'])
@pytest.mark.parametrize('spacing', ['leading', 'trailing'])
def test_euler_steps_by_hand(tiny_folder, prediction, spacing):
    base = LatentDiffusion(tiny_folder, scheduler=dict(
        prediction_type=prediction, timestep_spacing=spacing,
        steps_offset=0))
    noise = seeded_noise([3, 4], (4, 8, 8))
    seen = []

    def denoiser(latents, t, embeds):
        seen.append(float(t))
        return 0.3 * latents + 0.1

    found = denoise(
        base, noise, base.encode_prompt(['a', 'b']), num_steps=5,
        guidance_scale=1., sampler='euler', denoiser=denoiser)
    times = {'leading': [800, 600, 400, 200, 0],
             'trailing': [999, 799, 599, 399, 199]}[spacing]
    assert seen == times
    # Karras et al. 2022: dx / dsigma = (x - D(x; sigma)) / sigma.
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000,
                           dtype=torch.float64)**2
    alpha2 = (1 - betas).cumprod(0)[times]
    sigmas = [*((1 - alpha2) / alpha2).sqrt().tolist(), 0.]
    first = sigmas[0] if spacing == 'trailing' else (sigmas[0]**2 + 1)**0.5
    x = noise.double() * first
    for sigma, after in zip(sigmas, sigmas[1:]):
        output = 0.3 * x / (sigma**2 + 1)**0.5 + 0.1
        clean = x - sigma * output
        if prediction == 'v_prediction':
            clean = (x / (sigma**2 + 1)
                     - output * sigma / (sigma**2 + 1)**0.5)
        x = x + (x - clean) / sigma * (after - sigma)
    torch.testing.assert_close(found.double(), x, rtol=1e-4, atol=1e-4)
