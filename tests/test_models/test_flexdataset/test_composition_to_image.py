"""MIMC layers in a UNet, guidance, what learns, and what is exported."""

from copy import deepcopy

import pytest
import torch

from mmflexgen.models.diffusion import (ComposedDiffusion, LatentDiffusion,
                                        MIMCLayers, random_weights,
                                        seeded_noise)
from mmflexgen.models.diffusion.composed import (compose_latents,
                                                 composed_forward)
from mmflexgen.models.diffusion.mimc_places import check_places, mimc_places
from mmflexgen.models.diffusion.sampling import build_ddim
from mmflexgen.registry import MODELS
from mmflexgen.structures import Composition, CompositionBatch
from mmflexgen.utils import InputError

PROMPTS = ['', 'a star']


def denoise(model, batch, latents, times=500):
    with torch.no_grad():
        return composed_forward(
            model.base, model.mimc, model.mimc.encode(batch), latents, times,
            model.base.encode_prompt(PROMPTS[:len(latents)]))


@pytest.mark.parametrize('options', [
    {}, dict(category_prompts=True), dict(reading='text', normalise=True)])
def test_the_unet_is_unchanged_before_training(build, scenes, options):
    model = build(mimc=options).eval()
    latents = torch.randn(2, 4, 16, 16)
    found = denoise(model, model.mimc.batch(scenes), latents)
    plain = model.base.unet_forward(latents, 500,
                                    model.base.encode_prompt(PROMPTS))
    assert torch.equal(found, plain)


def test_hooks_are_gone_afterwards(trained, scenes):
    model = trained()
    latents = torch.randn(2, 4, 16, 16)
    embeds = model.base.encode_prompt(PROMPTS)
    plain = model.base.unet_forward(latents, 500, embeds)
    found = denoise(model, model.mimc.batch(scenes), latents)
    assert not torch.allclose(found, plain, atol=1e-2)
    assert torch.equal(model.base.unet_forward(latents, 500, embeds), plain)


@pytest.mark.parametrize('masked', [True, False])
def test_order_and_padding_change_nothing(trained, scenes, masked):
    model = trained(mimc=dict(category_prompts=True, masked=masked))
    latents = torch.randn(1, 4, 16, 16)
    scene = scenes[0]
    batch = model.mimc.batch([scene])
    other = model.mimc.batch([Composition(scene.boxes[::-1],
                                          scene.categories[::-1])])
    found = denoise(model, batch, latents)
    assert torch.equal(denoise(model, other, latents), found)
    # What stands in padded places, and how many there are.
    wild = batch._replace(
        boxes=torch.where(batch.valid[..., None], batch.boxes, 0.5),
        categories=torch.where(batch.valid, batch.categories, 3))
    assert torch.allclose(denoise(model, wild, latents), found, atol=1e-5)
    fewer = CompositionBatch(*(part[:, :3] for part in batch))
    assert torch.allclose(denoise(model, fewer, latents), found, atol=1e-5)


def test_both_ways_into_the_unet_matter(trained, scenes):
    model = trained()
    latents, batch = torch.randn(2, 4, 16, 16), model.mimc.batch(scenes)
    found = denoise(model, batch, latents)
    for part in (model.mimc.to_time, *(block.to_out
                                       for block in model.mimc.blocks)):
        kept = deepcopy(part.state_dict())
        for weight in part.parameters():
            torch.nn.init.zeros_(weight)
        assert not torch.equal(denoise(model, batch, latents), found)
        part.load_state_dict(kept)
    assert torch.equal(denoise(model, batch, latents), found)


def test_places_of_the_blocks(tiny_base):
    unet = tiny_base.unet
    places = mimc_places(unet, (1, 2, 4))
    assert list(places)[:4] == [
        'down_blocks.0.attentions.0', 'down_blocks.1.attentions.0',
        'down_blocks.2.attentions.0', 'mid_block.attentions.0']
    # The up path has one more layer at each resolution.
    assert len(places) == 3 + 1 + 6
    assert mimc_places(unet, (2, ), ('up', )) == {
        'up_blocks.1.attentions.0': 48, 'up_blocks.1.attentions.1': 48}
    with pytest.raises(InputError, match=r'stride \[8\]'):
        mimc_places(unet, (2, 8))


@pytest.mark.parametrize('arch, strides, count', [
    ('sd15', (2, 4, 8), 11), ('sdxl', (2, 4), 11),
    ('layoutdiffusion', (2, 4, 8), 16)])
def test_layers_fit_real_architectures(arch, strides, count):
    """With the settings of configs/flexdataset, without any weights."""
    from diffusers import UNet2DConditionModel
    with torch.device('meta'):
        unet = UNet2DConditionModel(
            **random_weights._unet_settings(random_weights.ARCHITECTURES[
                arch]))
        places = mimc_places(unet, strides)
        layers = MIMCLayers(
            ['a'], places, unet.time_embedding.linear_2.out_features,
            unet.config.cross_attention_dim, dim=256, heads=8, groups=32)
    assert len(layers.blocks) == count
    check_places(layers, unet, arch)


def test_checkpointing_gives_the_same_gradients(trained, scenes):
    samples = dict(compositions=scenes, captions=PROMPTS)
    latents, found = torch.randn(2, 4, 16, 16), []
    for option in (False, True):
        model = trained(tune_unet=True, gradient_checkpointing=option).train()
        torch.manual_seed(1)
        model(latents, samples, 'loss')['loss'].backward()
        found.append([weight.grad for weight in model.parameters()])
    for one, other in zip(*found):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)


def test_guidance_is_equation_5(trained, scenes):
    model = trained(base_model=dict(num_inference_steps=1))
    base, mimc = model.base, model.mimc
    noise = seeded_noise(range(2), (4, 16, 16))
    batch = mimc.batch(scenes)
    empty = CompositionBatch.padding(2, 4)
    given, free = [], []
    for out, each, texts in ((given, batch, PROMPTS), (free, empty, [''] * 2)):
        with torch.no_grad():
            out.append(composed_forward(
                base, mimc, mimc.encode(each), noise, 1,
                base.encode_prompt(texts)))
    for scale in (1., 2.5):
        base.guidance_scale = scale
        found = compose_latents(base, mimc, PROMPTS, noise, scenes)
        scheduler = build_ddim(base.scheduler_config)
        scheduler.set_timesteps(1)
        assert int(scheduler.timesteps[0]) == 1
        # At s = 1 this is the conditional prediction.
        mixed = (1 - scale) * free[0] + scale * given[0]
        if scale == 1:
            assert torch.equal(mixed, given[0])
        expected = scheduler.step(mixed, 1, noise).prev_sample
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_guidance_acts_in_its_interval_alone(trained, scenes, tmp_path,
                                             tiny_folder):
    model = trained()
    model.export(str(tmp_path))
    noise = seeded_noise(range(2), (4, 16, 16))

    def sample(**options):
        frozen = ComposedDiffusion(
            str(tmp_path), pretrained=tiny_folder,
            **{**dict(num_inference_steps=4, guidance_scale=3.), **options})
        sizes = []
        handle = frozen.unet.register_forward_pre_hook(
            lambda module, args: sizes.append(len(args[0])))
        latents, query = frozen.composed_latents_and_query(
            PROMPTS, noise, scenes)
        handle.remove()
        assert torch.equal(
            frozen.composed_latents(PROMPTS, noise, scenes), latents)
        return latents, query, sizes

    # Timesteps 752, 502, 252 and 2 of 1,000.
    always, tapped, sizes = sample()
    assert sizes == [4, 4, 4, 4]
    found, query, sizes = sample(guidance_interval=(1, 1000))
    assert torch.equal(found, always) and sizes == [4, 4, 4, 4]
    for one, other in zip(query, tapped):
        assert torch.equal(one, other)

    # Never guided is the conditional prediction, guided or not.
    never, free_query, sizes = sample(guidance_scale=1.)
    assert sizes == [2, 2, 2, 2]
    found, query, sizes = sample(guidance_interval=(900, 1000))
    assert torch.equal(found, never) and sizes == [2, 2, 2, 2]
    for one, other in zip(query, free_query):
        assert torch.equal(one, other)

    some, query, sizes = sample(guidance_interval=(252, 502))
    assert sizes == [2, 4, 4, 2] and len(query[0]) == 2
    assert not torch.allclose(some, always, atol=1e-2)
    assert not torch.allclose(some, never, atol=1e-2)


@pytest.mark.parametrize('interval', [(500, 1), (500, ), (0, 0.5)])
def test_an_interval_that_is_none(interval, tiny_folder):
    with pytest.raises(InputError, match='first and the last timestep'):
        ComposedDiffusion('nowhere', guidance_interval=interval,
                          pretrained=tiny_folder)


def test_a_scene_without_objects_is_the_padding_composition(build):
    model = build()
    for one, other in zip(model.mimc.batch([Composition()]),
                          CompositionBatch.padding(1, 4)):
        assert torch.equal(one, other)


def test_loss_by_hand_and_what_learns(trained, scenes):
    model = trained(condition_dropout=0.)
    latents = torch.randn(2, 4, 16, 16)
    samples = dict(compositions=scenes, captions=PROMPTS)
    torch.manual_seed(5)
    loss = model(latents, samples, 'loss')['loss']
    torch.manual_seed(5)
    torch.rand(2)  # which conditions are dropped
    times = torch.randint(1000, (2, ))
    noise = torch.randn(2, 4, 16, 16)
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000)**2
    alpha2 = (1 - betas).cumprod(0)[times].view(-1, 1, 1, 1)
    alpha, sigma = alpha2.sqrt(), (1 - alpha2).sqrt()
    found = denoise(model, model.mimc.batch(scenes),
                    alpha * latents + sigma * noise, times)
    # The tiny model predicts v.
    expected = (found - (alpha * noise - sigma * latents)).square().mean()
    torch.testing.assert_close(loss, expected, rtol=1e-3, atol=1e-4)

    loss.backward()
    assert {name.split('.')[0] for name, _ in model.named_parameters()} == {
        'mimc'}
    idle = [name for name, weight in model.mimc.named_parameters()
            if weight.grad is None or not weight.grad.isfinite().all()]
    assert not idle
    assert all(weight.grad is None for net in model.base._parts.networks
               for weight in net.parameters())


def test_training_follows_the_schedule_it_samples_with(build, scenes,
                                                       monkeypatch, tmp_path):
    model = build(tune_unet=True, condition_dropout=0., base_model=dict(
        scheduler=dict(beta_end=0.02, prediction_type='epsilon')))
    seen = []
    monkeypatch.setattr(
        'mmflexgen.models.flexdataset.composition_to_image.composed_forward',
        lambda base, mimc, encoded, noisy, t, embeds:
        seen.append(noisy) or torch.zeros_like(noisy))
    latents, noise = torch.randn(2, 2, 4, 16, 16)
    times = torch.tensor([30, 700])
    loss = model.denoising_loss(latents, noise, times,
                                model.mimc.batch(scenes), None)
    betas = torch.linspace(0.00085**0.5, 0.02**0.5, 1000,
                           dtype=torch.float64)**2
    alpha2 = (1 - betas).cumprod(0)[times].view(-1, 1, 1, 1).float()
    torch.testing.assert_close(
        seen[0], alpha2.sqrt() * latents + (1 - alpha2).sqrt() * noise)
    torch.testing.assert_close(loss, noise.square().mean())
    model.export(str(tmp_path))
    torch.testing.assert_close(
        LatentDiffusion(str(tmp_path)).alphas_cumprod[times],
        alpha2.flatten())


@pytest.mark.parametrize('options', [
    {}, dict(category_prompts=True), dict(reading='text', normalise=True)])
def test_every_part_learns_from_its_zeros(build, scenes, options):
    """The first step moves what starts at zero, the others all the rest."""
    torch.manual_seed(4)
    model = build(condition_dropout=0., mimc=options).train()
    before = deepcopy(dict(model.mimc.named_parameters()))
    assert not model.mimc.to_time.weight.any()
    # No weight decay: nothing moves without a gradient.
    optimizer = torch.optim.Adam(model.mimc.parameters(), lr=1e-2)
    latents = torch.randn(2, 4, 16, 16)
    samples = dict(compositions=scenes, captions=PROMPTS)
    moved = []
    for _ in range(3):
        optimizer.zero_grad()
        model(latents, samples, 'loss')['loss'].backward()
        optimizer.step()
        moved.append({name for name, weight in model.mimc.named_parameters()
                      if not torch.equal(weight, before[name])})
    assert moved[0] == {name for name, weight in before.items()
                        if 'to_out' in name.split('.')[2:3]
                        or name.startswith('to_time')}
    assert moved[2] == set(before)
    rows = (model.mimc.embedding.table.weight != before[
        'embedding.table.weight']).any(1)
    # Padding, the whole image, and three classes.
    assert rows.tolist() == [False, True, True, True, True]
    places = (model.mimc.pixel_encoding.projection != before[
        'pixel_encoding.projection']).any(1)
    # Two objects at most, of three places for them.
    assert places.tolist() == [True, True, True, False]


def test_tuning_the_unet(build, scenes):
    model = build(tune_unet=True)
    samples = dict(compositions=scenes, captions=PROMPTS)
    model(torch.randn(2, 4, 16, 16), samples, 'loss')['loss'].backward()
    assert all(weight.grad is not None for weight in
               model.base.unet.parameters())
    copy = deepcopy(model)
    assert copy.base.unet is copy.unet is not model.unet
    assert copy.base.vae is model.base.vae
    small = build()
    again = deepcopy(small)
    assert again.base.unet is small.base.unet
    assert again.mimc is not small.mimc


def test_conditions_are_dropped_one_by_one(build, scenes, monkeypatch):
    model = build(condition_dropout=0.2)
    seen = []
    monkeypatch.setattr(
        model, 'denoising_loss', lambda latents, noise, times, batch, embeds:
        seen.append((batch.valid.sum(1), embeds.hidden)))
    torch.manual_seed(0)
    samples = dict(compositions=scenes[1:] * 8, captions=['a star'] * 8)
    for _ in range(40):
        model(torch.zeros(8, 4, 16, 16), samples, 'loss')
    counts = torch.stack([count for count, _ in seen])
    dropped = counts == 1
    assert set(counts.unique().tolist()) == {1, 2}
    assert 0.14 < dropped.float().mean() < 0.26
    # Not the whole batch at once, and the caption goes with the boxes.
    assert (dropped.any(1) & ~dropped.all(1)).float().mean() > 0.5
    empty, text = model.base.encode_prompt(['', 'a star']).hidden
    for gone, (_, hidden) in zip(dropped, seen):
        expected = torch.where(gone[:, None, None], empty, text)
        assert torch.allclose(hidden, expected, atol=1e-5)


@pytest.mark.parametrize('tune_unet', [False, True])
def test_export_is_read_back(trained, scenes, tmp_path, tiny_folder,
                             tune_unet):
    model = trained(tune_unet=tune_unet, mimc=dict(category_prompts=True))
    if tune_unet:
        with torch.no_grad():
            for weight in model.unet.parameters():
                weight.copy_((weight * 0.9).half())  # the type on the disk
    model.export(str(tmp_path))
    frozen = ComposedDiffusion(
        str(tmp_path), num_inference_steps=2, guidance_scale=3.,
        pretrained=str(tmp_path) if tune_unet else tiny_folder)
    assert not frozen.state_dict()
    assert frozen.categories == ['ring', 'star', 'mushroom']
    noise = seeded_noise(range(2), (4, 16, 16))
    expected = compose_latents(model.base, model.mimc, PROMPTS, noise, scenes)
    found = frozen.composed_latents(PROMPTS, noise, scenes)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize('trained_with', [True, False])
def test_the_mask_is_switched_at_inference(trained, scenes, tmp_path,
                                           tiny_folder, trained_with):
    model = trained(mimc=dict(masked=trained_with))
    model.export(str(tmp_path))
    noise = seeded_noise(range(2), (4, 16, 16))
    other = trained(mimc=dict(masked=not trained_with))  # the same weights
    for masked, source in ((None, model), (trained_with, model),
                           (not trained_with, other)):
        frozen = ComposedDiffusion(
            str(tmp_path), masked, pretrained=tiny_folder,
            num_inference_steps=2, guidance_scale=3.)
        expected = compose_latents(source.base, source.mimc, PROMPTS, noise,
                                   scenes)
        torch.testing.assert_close(
            frozen.composed_latents(PROMPTS, noise, scenes), expected,
            rtol=1e-4, atol=1e-4)


@torch.no_grad()
@pytest.mark.parametrize('masked', [True, False])
def test_whom_an_instance_reaches(trained, scenes, masked):
    model = trained(mimc=dict(masked=masked))
    encoded = model.mimc.encode(model.mimc.batch(scenes[:1]))
    attention = model.mimc.blocks[0].attention
    maps = encoded.at((16, 16))
    query = torch.randn(1, 256, 32)

    def attend():
        return attention(query, encoded.categorical, maps['pixels'],
                         maps['membership'], maps['mask'])

    before = attend()
    encoded.categorical[0, 2] += 1
    reached = (attend() != before).any(-1)[0]
    inside = maps['membership'][0, 2].bool()
    assert 0 < inside.sum() < 256
    assert torch.equal(reached, inside if masked
                       else torch.ones_like(inside))


def test_reverse_tuning_goes_on_from_an_export(trained, build, config,
                                               tmp_path, tiny_folder):
    first = trained()
    first.export(str(tmp_path))
    second = build(init_from=str(tmp_path))
    assert second.mimc.config == first.mimc.config
    assert all(torch.equal(one, other) for one, other in zip(
        first.mimc.state_dict().values(),
        second.mimc.state_dict().values()))
    with pytest.raises(InputError, match='has no config.json'):
        build(init_from=tiny_folder)
    for name, value in dict(classes=('a', ), strides=(1, ), prompt_names={
            'a': 'b'}, mimc=dict(masked=False)).items():
        with pytest.raises(InputError, match=f'model.{name} is given beside'):
            MODELS.build(dict(config(init_from=str(tmp_path)),
                              **{name: value}))


def test_the_query_at_its_resolutions(trained, scenes, tmp_path, tiny_folder):
    model = trained()
    model.export(str(tmp_path))
    frozen = ComposedDiffusion(str(tmp_path), pretrained=tiny_folder)
    latents, noise = torch.randn(2, 2, 4, 16, 16)
    query = frozen.mimc_query(latents, PROMPTS, scenes, noise)
    # down and two up layers of each, and the middle one
    assert [tuple(each.shape) for each in query] == [
        (2, 4 * 64, 4, 4), (2, 3 * 48, 8, 8), (2, 3 * 32, 16, 16)]
    other = frozen.mimc_query(latents, PROMPTS, scenes[::-1], noise)
    assert all(not torch.allclose(one, two)
               for one, two in zip(query, other))


def test_bad_input(build, tmp_path, tiny_folder):
    with pytest.raises(InputError, match='no multiple of heads=7'):
        MIMCLayers(['a'], dict(x=30), 8, 8, dim=28, heads=7, groups=2)
    with pytest.raises(InputError, match='mimc/config.json'):
        ComposedDiffusion(tiny_folder, pretrained=tiny_folder)
    # Layers of another UNet.
    MIMCLayers(['a'], {'down_blocks.0.attentions.0': 320}, 1280, 768, dim=16,
               ).save_pretrained(str(tmp_path / 'mimc'))
    with pytest.raises(InputError, match='of 320 channels'):
        assert ComposedDiffusion(str(tmp_path),
                                 pretrained=tiny_folder).categories
