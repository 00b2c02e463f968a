"""The losses by hand, what learns, and what is exported."""

from copy import deepcopy

import numpy as np
import pytest
import torch
from diffusers import (StableDiffusionControlNetPipeline,
                       StableDiffusionPipeline)
from mmengine.hooks import Hook
from mmengine.runner import Runner
from safetensors.torch import load_file

from mmflexgen.engine.hooks.export_diffusers_hook import averaged_model
from mmflexgen.models.colour_codec import ColourCodec
from mmflexgen.models.diffusion import ControlledDiffusion, LatentDiffusion
from mmflexgen.models.diffusion.objective import DenoisingObjective
from mmflexgen.models.diffusion.sampling import build_ddim
from mmflexgen.models.seggen.denoiser import unpack
from mmflexgen.utils import InputError

KINDS = ('Text2Mask', 'Mask2Img')


@pytest.fixture
def batch(sample):
    torch.manual_seed(0)
    return (torch.rand(2, 3, 32, 32) * 2 - 1,
            [sample(0), sample(1, 'a disc')])


def randomise(network):
    """Gives the zero convolutions weights, as training would."""
    torch.manual_seed(1)
    for weight in network.parameters():
        if not weight.any():
            torch.nn.init.normal_(weight, std=0.05)


@pytest.mark.parametrize('kind', KINDS)
def test_loss_by_hand(build, batch, kind):
    model = build(kind, caption_dropout=0.)
    if kind == 'Mask2Img':
        randomise(model.network)
    images, samples = batch
    torch.manual_seed(5)
    loss = model(images, samples, 'loss')['loss']

    base = model.base
    torch.manual_seed(5)
    torch.rand(2)  # which captions are dropped
    times = torch.randint(1000, (2, ))
    noise = torch.randn(2, 4, 8, 8)
    colours = torch.stack([each.colour_map for each in samples]) / 255
    pixels = images if kind == 'Mask2Img' else colours * 2 - 1
    # The tiny model's VAE has scaling_factor 1.
    latents = base.vae.encode(pixels).latent_dist.mean
    tokens = base.tokenizer(
        [each.caption for each in samples], padding='max_length',
        max_length=64, return_tensors='pt').input_ids
    context = base._parts.text_encoders[0](tokens).last_hidden_state
    # SD's schedule from its definition, in float64.
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000,
                           dtype=torch.float64)**2
    alpha2 = (1 - betas).cumprod(0)[times].view(-1, 1, 1, 1)
    alpha, sigma = alpha2.sqrt().float(), (1 - alpha2).sqrt().float()
    noisy, extra = alpha * latents + sigma * noise, {}
    if kind == 'Mask2Img':
        out = model.network(noisy, times, context, colours)
        extra = dict(
            down_block_additional_residuals=out.down_block_res_samples,
            mid_block_additional_residual=out.mid_block_res_sample)
    found = base.unet(noisy, times, context, **extra).sample
    expected = (found - (alpha * noise - sigma * latents)).square().mean()
    torch.testing.assert_close(loss, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize('kind', KINDS)
def test_training_follows_the_schedule_it_samples_with(build, kind, tmp_path,
                                                       monkeypatch):
    """The config's settings win over the folder's, and are exported."""
    model = build(kind, base_model=dict(scheduler=dict(
        beta_start=0.001, beta_end=0.02, prediction_type='epsilon')))
    seen = []
    monkeypatch.setattr(
        model, 'denoise', lambda maps, noisy, t, embeds:
        seen.append(noisy) or torch.zeros_like(noisy))
    latents, noise = torch.randn(
        2, 2, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    times = torch.tensor([30, 700])
    loss = model.denoising_loss(latents, noise, times, None, None)
    betas = torch.linspace(0.001**0.5, 0.02**0.5, 1000,
                           dtype=torch.float64)**2
    alpha2 = (1 - betas).cumprod(0)[times].view(-1, 1, 1, 1).float()
    torch.testing.assert_close(
        seen[0], alpha2.sqrt() * latents + (1 - alpha2).sqrt() * noise)
    torch.testing.assert_close(loss, noise.square().mean())
    if kind == 'Text2Mask':
        model.export(str(tmp_path))
        exported = LatentDiffusion(str(tmp_path))
        assert exported.scheduler_config['prediction_type'] == 'epsilon'
        torch.testing.assert_close(exported.alphas_cumprod[times],
                                   alpha2.flatten())


@pytest.mark.usefixtures('bfloat16')
@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('amp_dtype', [None, 'bfloat16'])
def test_a_frozen_model_in_half_precision(build, batch, kind, amp_dtype):
    model = build(kind, amp_dtype=amp_dtype,
                  base_model=dict(dtype='bfloat16'))
    randomise(model.network)
    torch.manual_seed(0)
    loss = model(*batch, 'loss')['loss']
    loss.backward()
    assert {each.dtype for each in model.network.parameters()} == {
        torch.float32}
    assert all(each.grad is not None and each.grad.isfinite().all()
               for each in model.network.parameters())
    exact = build(kind)
    randomise(exact.network)
    torch.manual_seed(0)
    torch.testing.assert_close(loss, exact(*batch, 'loss')['loss'],
                               rtol=0.05, atol=0)
    assert model(*batch, 'predict').isfinite().all()


def test_noise_prediction_and_its_min_snr_weight_by_hand():
    scheduler = build_ddim(dict(
        beta_start=0.00085, beta_end=0.012, beta_schedule='scaled_linear'))
    generator = torch.Generator().manual_seed(0)
    latents, noise = torch.randn(2, 3, 4, 8, 8, generator=generator)
    times = torch.tensor([1, 400, 998])
    loss = DenoisingObjective(scheduler, min_snr_gamma=5.).loss(
        latents, noise, times, lambda noisy: 0.5 * noisy)
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000)**2
    alpha2 = (1 - betas).cumprod(0)[times].view(-1, 1, 1, 1)
    noisy = alpha2.sqrt() * latents + (1 - alpha2).sqrt() * noise
    snr = alpha2 / (1 - alpha2)
    expected = (0.5 * noisy - noise).square() * snr.clamp(max=5) / snr
    torch.testing.assert_close(loss, expected.mean(), rtol=1e-4, atol=1e-5)
    scheduler = build_ddim(dict(prediction_type='sample'))
    with pytest.raises(InputError, match="schedule is 'sample'"):
        DenoisingObjective(scheduler)


def test_only_the_controlnet_learns_and_starts_as_the_frozen_model(
        build, batch):
    model = build('Mask2Img')
    images, samples = batch
    captions, colours = unpack(images, samples)
    latents = model.base.encode_image(images)
    embeds = model.base.encode_prompt(captions)
    times = torch.tensor([3, 700])
    with torch.no_grad():
        steered = model.denoise(colours, latents, times, embeds)
        plain = model.base.unet_forward(latents, times, embeds)
    assert torch.equal(steered, plain)

    before = deepcopy(model.base.unet.state_dict())
    optimizer = torch.optim.SGD(model.parameters(), lr=1.)
    for _ in range(2):  # the first step moves the zero convolutions alone
        optimizer.zero_grad()
        model(images, samples, 'loss')['loss'].backward()
        optimizer.step()
    assert {name.split('.')[0] for name, _ in model.named_parameters()} == {
        'network'}
    assert all(weight.grad is None
               for net in model.base._parts.networks
               for weight in net.parameters())
    assert all(weight.grad is not None and weight.grad.isfinite().all()
               for weight in model.network.parameters())
    assert all(torch.equal(value, before[name]) for name, value in
               model.base.unet.state_dict().items())
    with torch.no_grad():
        changed = model.denoise(colours, latents, times, embeds)
    assert not torch.equal(changed, plain)


def test_text2mask_trains_the_unet_it_samples_with(build, batch):
    model = build('Text2Mask')
    assert model.network is model.base.unet
    model(*batch, 'loss')['loss'].backward()
    grads = [weight.grad for weight in model.network.parameters()]
    assert all(grad is not None and grad.isfinite().all() for grad in grads)
    assert all(weight.grad is None for net in (
        model.base.vae, *model.base._parts.text_encoders)
               for weight in net.parameters())


@pytest.mark.parametrize('kind', KINDS)
def test_an_average_copies_what_learns_and_shares_the_rest(build, kind):
    model = build(kind)
    copy = deepcopy(model)
    assert copy.network is not model.network
    assert copy.base.vae is model.base.vae
    assert (copy.base.unet is model.base.unet) == (kind == 'Mask2Img')
    if kind == 'Text2Mask':
        assert copy.base.unet is copy.network


def test_captions_are_dropped_at_the_given_rate(build, batch, monkeypatch):
    model = build('Text2Mask', caption_dropout=0.3)
    seen = []
    encode = model.base.encode_prompt
    monkeypatch.setattr(
        model.base, 'encode_prompt',
        lambda prompts: seen.extend(prompts) or encode(prompts))
    monkeypatch.setattr(model, 'denoising_loss', lambda *args: 0)
    torch.manual_seed(0)
    for _ in range(100):
        model(*batch, 'loss')
    assert 0.2 < seen.count('') / len(seen) < 0.4
    assert set(seen) == {'', 'a red star on sand', 'a disc'}


@pytest.mark.parametrize('kind', KINDS)
def test_export_loads_in_diffusers_and_says_the_same(
        build, batch, kind, tmp_path, tiny_folder):
    model = build(kind)
    randomise(model.network)
    with torch.no_grad():
        for weight in model.network.parameters():
            weight.copy_(weight.half())  # the type on the disk
    model.export(str(tmp_path))
    stored = ColourCodec(13, palette=tmp_path / 'palette.json')
    assert np.array_equal(stored.colours, model.codec.colours)
    captions, colours = unpack(*batch)
    ours = model.sample(captions, colours)
    noise = torch.stack([
        torch.randn(4, 8, 8, generator=torch.Generator().manual_seed(seed))
        for seed in range(2)])
    call = dict(prompt=captions, num_inference_steps=2, guidance_scale=3.,
                output_type='pt', latents=noise)
    if kind == 'Text2Mask':
        pipeline = StableDiffusionPipeline.from_pretrained(
            tmp_path, torch_dtype=torch.float32)
        call.update(height=32, width=32)
        frozen = LatentDiffusion(str(tmp_path), sampler='euler',
                                 num_inference_steps=2, guidance_scale=3.)
        again = frozen.decode(frozen.sample_latents(captions, noise))
    else:
        frozen = ControlledDiffusion(
            str(tmp_path), pretrained=tiny_folder, sampler='euler',
            num_inference_steps=2, guidance_scale=3.)
        again = frozen.decode(frozen.controlled_latents(
            captions, noise, (colours * 255).round().byte()))
        pipeline = StableDiffusionControlNetPipeline.from_pretrained(
            tiny_folder, controlnet=frozen.controlnet)
        call.update(image=colours)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.scheduler = scheduler_of(frozen)
    theirs = pipeline(**call).images
    torch.testing.assert_close(again, ours, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close((ours / 2 + 0.5).clamp(0, 1), theirs,
                               rtol=1e-3, atol=2e-3)


def scheduler_of(base):
    from diffusers import EulerDiscreteScheduler
    return EulerDiscreteScheduler.from_config(base.scheduler_config)


@pytest.mark.parametrize('kind', KINDS)
def test_training_resumes(build, dataset, kind, tmp_path, monkeypatch,
                          tiny_folder):
    # With every checkpoint mmengine formats the config, for a second each.
    monkeypatch.setattr('mmengine.config.config.FormatCode',
                        lambda code, **kwargs: (code, False))

    def runner(max_iters, resume):
        return Runner(
            model=dict(
                type=f'mmflexgen.{kind}', codec=dataset['pipeline'][-1][
                    'codec'],
                base_model=dict(type='mmflexgen.LatentDiffusion',
                                pretrained=tiny_folder, sampler='euler',
                                num_inference_steps=2)),
            work_dir=str(tmp_path), resume=resume, log_level='WARNING',
            experiment_name=f'{kind}{resume}',
            train_dataloader=dict(
                batch_size=2, num_workers=0, dataset=dataset,
                sampler=dict(type='InfiniteSampler', shuffle=True)),
            train_cfg=dict(type='IterBasedTrainLoop', max_iters=max_iters),
            optim_wrapper=dict(optimizer=dict(type='AdamW', lr=1e-3)),
            default_hooks=dict(checkpoint=dict(
                type='CheckpointHook', by_epoch=False, interval=2)),
            custom_hooks=[
                dict(type='EMAHook', momentum=0.5),
                dict(type='mmflexgen.ColourMapGridHook', interval=2,
                     columns=2, dataset=dataset),
                dict(type='mmflexgen.ExportHook',
                     out_dir=str(tmp_path / 'export'))],
            default_scope='mmseg', randomness=dict(seed=0))

    first = runner(2, False)
    first.train()
    assert (tmp_path / 'samples/iter_000002.png').exists()
    assert (tmp_path / 'export/palette.json').exists()
    kept = torch.load(tmp_path / 'iter_2.pth', weights_only=False)
    assert {key.split('.')[0] for key in kept['state_dict']} == {
        'network', 'palette'}

    before = deepcopy(first.model.state_dict())
    average = deepcopy(averaged_model(first).state_dict())
    assert any(not torch.equal(value, average[name])
               for name, value in before.items())
    exported = tmp_path / 'export' / dict(Text2Mask='unet', Mask2Img=(
        'controlnet'))[kind] / 'diffusion_pytorch_model.safetensors'
    assert_stored(exported, average, before)
    second = runner(3, True)
    found = {}

    class Look(Hook):
        """What there is when a resumed training begins."""

        def before_train(self, runner):
            found['raw'] = deepcopy(runner.model.state_dict())
            found['average'] = deepcopy(averaged_model(runner).state_dict())

    second.register_hook(Look(), priority='LOWEST')
    second.train()
    for name, value in before.items():
        assert torch.equal(found['raw'][name], value), name
        assert torch.equal(found['average'][name], average[name]), name
        # And what mmengine keeps as the model is the average.
        assert torch.equal(kept['state_dict'][name], average[name]), name
    assert second.iter == 3
    steps = {int(state['step']) for state in
             second.optim_wrapper.optimizer.state.values()}
    assert steps == {3}
    # One step of Adam moves a weight by the learning rate or little more.
    moved = max(float((value - before[name]).abs().max())
                for name, value in second.model.state_dict().items())
    assert 5e-4 < moved < 2e-3
    raw = second.model.state_dict()
    average = averaged_model(second).state_dict()
    for name, value in raw.items():
        if value.is_floating_point():
            torch.testing.assert_close(
                average[name], (value + found['average'][name]) / 2)
    assert_stored(exported, average, raw)


def assert_stored(path, average, raw):
    """A file holds the averaged weights in half precision, not the raw."""
    stored = load_file(path)
    prefix = 'network.'
    assert {prefix + name for name in stored} == {
        name for name in average if name.startswith(prefix)}
    for name, value in stored.items():
        assert torch.equal(value, average[prefix + name].half()), name
    assert any(not torch.equal(value, raw[prefix + name].half())
               for name, value in stored.items())


def test_bad_input(build, batch, tiny_folder, tmp_path):
    model = build('Text2Mask')
    images, samples = batch
    with pytest.raises(InputError, match='LoadCaption'):
        model(images, None, 'loss')
    del samples[1].colour_map
    with pytest.raises(InputError, match='PackColourMap'):
        model(images, samples, 'loss')
    samples[1] = samples[0]
    with pytest.raises(InputError, match='crop all samples to one size'):
        model(images[..., :16], samples, 'loss')
    with pytest.raises(InputError, match='controlnet/config.json'):
        ControlledDiffusion(str(tmp_path), pretrained=tiny_folder)
    with pytest.raises(InputError, match="base model is 'heun'"):
        build('Text2Mask', base_model=dict(sampler='heun'))
