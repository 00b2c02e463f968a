"""Both models on a base model of SDXL's shape, and the size's benchmark."""

import pytest
import torch
from diffusers import (EulerDiscreteScheduler,
                       StableDiffusionXLControlNetPipeline,
                       StableDiffusionXLPipeline)

from mmflexgen.models.diffusion import ControlledDiffusion, LatentDiffusion
from mmflexgen.models.diffusion.random_weights import write_random_base_model
from mmflexgen.models.seggen.denoiser import unpack

KINDS = ('Text2Mask', 'Mask2Img')


@pytest.fixture(scope='module')
def xl_folder(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp('base') / 'xl')
    write_random_base_model('tiny-xl', folder)
    return folder


@pytest.mark.parametrize('kind', KINDS)
def test_a_step_and_a_sample(build, sample, kind, xl_folder, tmp_path):
    """What is drawn after a step is what SDXL's own pipelines draw."""
    model = build(kind, base_model=dict(pretrained=xl_folder))
    images = torch.rand(2, 3, 32, 32,
                        generator=torch.Generator().manual_seed(0)) * 2 - 1
    samples = [sample(0), sample(1, 'a disc')]
    optimizer = torch.optim.SGD(model.network.parameters(), lr=0.1)
    torch.manual_seed(0)
    for _ in range(2):  # the first step moves the zero convolutions alone
        optimizer.zero_grad()
        model(images, samples, 'loss')['loss'].backward()
        optimizer.step()
    grads = [weight.grad for weight in model.network.parameters()]
    assert all(grad is not None and grad.isfinite().all() for grad in grads)
    # SDXL's own conditions, of sizes and the pooled text, learn, too.
    assert model.network.add_embedding.linear_1.weight.grad.any()

    with torch.no_grad():
        for weight in model.network.parameters():
            weight.copy_(weight.half())  # the type on the disk
    model.export(str(tmp_path))
    captions, colours = unpack(images, samples)
    ours = model(images, samples, 'predict')
    options = dict(sampler='euler', num_inference_steps=2, guidance_scale=3.)
    if kind == 'Text2Mask':
        base = LatentDiffusion(str(tmp_path), **options)
        pipeline = StableDiffusionXLPipeline.from_pretrained(
            tmp_path, torch_dtype=torch.float32, low_cpu_mem_usage=False)
        extra = dict(height=32, width=32)
    else:
        base = ControlledDiffusion(str(tmp_path), pretrained=xl_folder,
                                   **options)
        pipeline = StableDiffusionXLControlNetPipeline.from_pretrained(
            xl_folder, controlnet=base.controlnet, low_cpu_mem_usage=False)
        extra = dict(image=colours, controlnet_conditioning_scale=1.)
    pipeline.scheduler = EulerDiscreteScheduler.from_config(
        base.scheduler_config)
    pipeline.set_progress_bar_config(disable=True)
    noise = torch.stack([
        torch.randn(4, 8, 8, generator=torch.Generator().manual_seed(seed))
        for seed in range(2)])
    theirs = pipeline(prompt=captions, latents=noise, num_inference_steps=2,
                      guidance_scale=3., output_type='pt', **extra).images
    torch.testing.assert_close((ours / 2 + 0.5).clamp(0, 1), theirs,
                               rtol=1e-3, atol=2e-3)


@pytest.mark.parametrize('kind', KINDS)
def test_benchmark_of_the_real_size(kind, xl_folder, benchmark_program):
    found = benchmark_program('seggen_sdxl').measure(
        xl_folder, kind.lower(), size=32, iters=2, steps=2)
    assert found['trained'] == {'Text2Mask': 'UNet2DConditionModel',
                                'Mask2Img': 'ControlNetModel'}[kind]
    assert found['loss'] > 0 and found['iteration'] > 0
    assert found['step'] > 0 and 0 < found['memory'] < 10
