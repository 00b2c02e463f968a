"""FreeGen and the methods it is compared with, on random weights."""

import builtins
import io

import numpy as np
import pytest
import torch
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample

from mmflexgen.models.diffusion import (AttentionProbe, add_noise,
                                        seeded_noise)
from mmflexgen.models.freegen import (EntityProbe, EntityTokens, compose,
                                      soft_masks)
from mmflexgen.models.generators.dataset_diffusion import spread
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest
from mmflexgen.synthesis.annotations import check_samples
from mmflexgen.utils import InputError

CLASSES = ('background', 'disc', 'ring', 'mushroom')
REQUESTS = [SynthRequest(0, 11, 'a photo of a ring', ('ring', )),
            SynthRequest(1, 12, 'a mushroom, a disc', ('mushroom', 'disc')),
            SynthRequest(2, 13, 'two rings on a disc', ('disc', 'ring'))]
PLAIN = dict(type='mmflexgen.ThresholdLabeler')
KINDS = dict(
    FreeGen=dict(resolution=8, labeler=PLAIN,
                 fluctuation=dict(timesteps=[100, 300], per_area=True)),
    DatasetDiffusion=dict(cross_resolution=8, self_resolution=16, power=1),
    DiffuMask=dict(resolutions=[8, 16]))


def build(folder, kind, scale=2., steps=2, **options):
    return MODELS.build(dict(
        type=f'mmflexgen.{kind}',
        metainfo=dict(classes=CLASSES, palette=[[0, 0, 0]] * 4),
        base_model=dict(type='mmflexgen.LatentDiffusion', pretrained=folder,
                        num_inference_steps=steps, guidance_scale=scale),
        **{**KINDS[kind], **options}))


def rectified(folder, **options):
    return build(folder, 'FreeGen', rectification=dict(
        type='mmflexgen.AttentionSelfRectification'), **options)


@pytest.fixture(scope='module', params=KINDS)
def model(request, tiny_folder):
    """One of the three."""
    return build(tiny_folder, request.param)


@pytest.fixture(scope='module')
def freegen(tiny_folder):
    return build(tiny_folder, 'FreeGen')


def test_samples_do_not_depend_on_their_batch(model):
    together = model.generate(REQUESTS)
    check_samples(together, REQUESTS)
    alone = [sample for request in REQUESTS
             for sample in model.generate([request])]
    for one, other, request in zip(together, alone, REQUESTS):
        assert one.image.shape == (64, 64, 3)
        difference = one.image.astype(int) - other.image
        assert abs(difference).max() <= 1
        # A pixel at a threshold may go either way in the last bit, and the
        # maps of random weights have little contrast.
        assert (one.sem_seg != other.sem_seg).mean() < 0.03
        allowed = {0, 255} | {CLASSES.index(name)
                              for name in request.classes}
        assert set(np.unique(one.sem_seg)) <= allowed
        assert one.scores == pytest.approx(other.scores, rel=1e-3)
    assert model.generate(REQUESTS)[1].sem_seg.tobytes() == \
        together[1].sem_seg.tobytes()


@torch.no_grad()
def test_probes_change_no_image(model):
    """So methods are judged on the same images."""
    requests = REQUESTS[:2]
    noise = seeded_noise([request.seed for request in requests],
                         (2, *model.base.latent_shape()))[:, 0]
    plain = model.base.decode(model.base.sample_latents(
        [request.prompt for request in requests], noise))
    plain = ((plain / 2 + 0.5).clamp(0, 1) * 255).round().byte()
    for sample, expected in zip(model.generate(requests), plain):
        assert np.array_equal(sample.image,
                              expected.permute(1, 2, 0).numpy())


@torch.no_grad()
def test_freegen_labels_the_attention_to_the_finished_sample(freegen):
    request = REQUESTS[1]
    sample = freegen.generate([request])[0]
    base = freegen.base
    noise = seeded_noise([request.seed], (2, *base.latent_shape()))
    latents = base.sample_latents([request.prompt], noise[:, 0])
    tokens = EntityTokens.locate(base, [request.prompt],
                                 [list(request.classes)])
    maps = {}
    for t in (1, 100, 300):
        probe = EntityProbe((8, 8), tokens)
        with probe.attached(base.unet):
            base.unet_forward(
                add_noise(latents, noise[:, 1], base.alphas_cumprod, t),
                t - 1, base.encode_prompt([request.prompt]))
        maps[t] = probe.maps()[0]
    soft = soft_masks(maps[1], (64, 64)).numpy()
    expected = compose(soft >= 0.5, maps[1].numpy(), [3, 1], 0)
    assert np.array_equal(sample.sem_seg, expected)
    assert len(np.unique(expected)) > 1
    one, other = (soft_masks(maps[t], (64, 64)) for t in (100, 300))
    # Of two masks, each is half their difference from the mean.
    value = ((one - other).abs().mean((1, 2)) / 2
             / ((one + other) / 2).mean((1, 2))).mean()
    assert sample.scores['fluctuation'] == pytest.approx(value.item(),
                                                         rel=1e-4)


@pytest.mark.parametrize('scale', [1., 2.])
@torch.no_grad()
def test_fluctuation_along_the_trajectory(tiny_folder, scale):
    """Four steps of sampling are at t = 752, 502, 252 and 2; those nearest
    to 700 and 200 are the first and the third."""
    model = build(tiny_folder, 'FreeGen', scale=scale, steps=4,
                  fluctuation=dict(timesteps=[700, 200],
                                   source='trajectory'))
    request = REQUESTS[0]
    value = model.generate([request])[0].scores['fluctuation']
    base, seen = model.base, []
    tokens = model.entities([request.prompt], [['ring']])

    def watched(latents, t, embeds):
        half = slice(len(latents) // 2, None) if scale > 1 else slice(None)
        probe = EntityProbe((8, 8), tokens)
        with probe.attached(base.unet):
            base.unet_forward(latents[half], t, embeds[half])
        seen.append(soft_masks(probe.maps()[0], (64, 64)))
        return base.unet_forward(latents, t, embeds)

    noise = seeded_noise([request.seed], (2, *base.latent_shape()))
    base.sample_latents([request.prompt], noise[:, 0], watched)
    assert len(seen) == 4
    expected = (seen[0] - seen[2]).abs().mean() / 2
    assert value == pytest.approx(expected.item(), rel=1e-3)
    model.fluctuation.timesteps = [200, 300]
    with pytest.raises(InputError, match='sampling of 4 steps'):
        model.generate([request])


@pytest.mark.parametrize('scale', [1., 2.])
@torch.no_grad()
def test_cross_attention_of_one_step(tiny_folder, scale):
    """Of t = 752, 502, 252 and 2, that nearest to 500 is the second."""
    model = build(tiny_folder, 'DiffuMask', scale=scale, steps=4,
                  resolutions=[8], timestep=500)
    prompts, base, seen = ['a photo of a ring'], model.base, []
    noise = seeded_noise([3], (2, *base.latent_shape()))
    tokens = model.entities(prompts, [['ring']])

    def watched(latents, t, embeds):
        probe = AttentionProbe('cross', 'concat', scale > 1, [(8, 8)])
        with probe.attached(base.unet):
            output = base.unet_forward(latents, t, embeds)
        heads = probe.maps((8, 8))[0].mean(0)
        seen.append(torch.einsum('lhw,lc->chw', heads, tokens.weights[0]))
        return output

    latents = base.sample_latents(prompts, noise[:, 0], watched)
    found = model.draw(prompts, tokens, noise)
    torch.testing.assert_close(found.maps[0], seen[1])
    assert len(seen) == 4 and not torch.allclose(seen[1], seen[2], 1e-3)
    torch.testing.assert_close(found.latents, latents)
    with pytest.raises(InputError, match='timestep of DiffuMask is 0'):
        build(tiny_folder, 'DiffuMask', timestep=0)


def test_spread_is_a_matrix_power():
    generator = torch.Generator().manual_seed(0)
    attention = torch.rand(2, 12, 12, generator=generator).softmax(-1)
    maps = torch.rand(2, 3, 3, 4, generator=generator)
    keys_first = attention.mT.reshape(2, 1, 12, 3, 4)
    for power in (0, 1, 3):
        expected = (torch.linalg.matrix_power(attention, power)
                    @ maps.flatten(2).mT).mT.reshape(2, 3, 3, 4)
        torch.testing.assert_close(spread(keys_first, maps, power), expected)


def test_dataset_diffusion_appends_classes_where_asked(tiny_folder):
    model = build(tiny_folder, 'DatasetDiffusion', append_classes=True)
    assert model.prompt(REQUESTS[1]) == 'a mushroom, a disc; mushroom disc'
    assert build(tiny_folder, 'DatasetDiffusion').prompt(
        REQUESTS[1]) == REQUESTS[1].prompt
    with pytest.raises(InputError, match='power of DatasetDiffusion'):
        build(tiny_folder, 'DatasetDiffusion', power=-1)


def training_sample(label, prompt, names):
    sample = SegDataSample(metainfo=dict(
        img_path='a.png', prompt=prompt, prompt_classes=names))
    data = torch.zeros(1, 64, 64, dtype=torch.long)
    data[:, 10:40, 20:60] = label
    data[:, :4] = 255
    sample.gt_sem_seg = PixelData(data=data)
    return sample


@pytest.fixture
def batch():
    images = torch.rand(2, 3, 64, 64,
                        generator=torch.Generator().manual_seed(0)) * 2 - 1
    return images, [
        training_sample(2, 'a photo of a ring', ('ring', )),
        training_sample(1, 'a mushroom, a disc', ('mushroom', 'disc'))]


def test_equation_5_by_hand(tiny_folder, batch):
    model = rectified(tiny_folder)
    images, samples = batch
    torch.manual_seed(3)
    loss = model(images, samples, 'loss')['loss_rectification']
    torch.manual_seed(3)
    latents = model.base.encode_image(images)
    noise = torch.randn(latents.shape)
    prompts = [sample.prompt for sample in samples]
    maps = model.attend(latents, model.base.encode_prompt(prompts),
                        model.entities(prompts, [['ring'],
                                                 ['mushroom', 'disc']]),
                        noise, 1)
    expected = 0.
    for index, classes in enumerate([(2, ), (3, 1)]):
        label = samples[index].gt_sem_seg.data[0]
        for entity, value in enumerate(classes):
            soft = soft_masks(maps[index:index + 1], (64, 64))[0, entity]
            chance = soft[label != 255].clamp(1e-4, 1 - 1e-4)
            truth = (label[label != 255] == value).float()
            expected -= (truth * chance.log() + (1 - truth)
                         * (1 - chance).log()).mean() / 2
    torch.testing.assert_close(loss, expected)


def test_training_moves_the_rectification_alone(tiny_folder, batch):
    model = rectified(tiny_folder)
    assert {name.split('.')[0] for name in model.state_dict()} == {
        'rectification'}
    before = {name: weight.clone()
              for name, weight in model.base.unet.state_dict().items()}
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    totals = []
    for _ in range(15):
        torch.manual_seed(0)
        loss = model(*batch, 'loss')['loss_rectification']
        optimizer.zero_grad()
        loss.backward()
        assert all(weight.grad.isfinite().all()
                   for weight in model.parameters())
        optimizer.step()
        totals.append(loss.item())
    assert totals[-1] < 0.97 * totals[0]
    for part in (model.rectification.mixture, model.rectification.projection):
        assert all(weight.grad.abs().max() > 0 for weight in part.values())
    assert all(torch.equal(weight, before[name]) for name, weight in
               model.base.unet.state_dict().items())


def test_untrained_rectification_labels_as_none(tiny_folder, freegen):
    """The identity initialisation, through the whole generator."""
    plain = freegen.generate(REQUESTS[1:2])[0]
    found = rectified(tiny_folder).generate(REQUESTS[1:2])[0]
    assert (found.sem_seg != plain.sem_seg).mean() < 0.005
    assert found.scores == pytest.approx(plain.scores, rel=1e-3)


def test_no_file_is_opened_but_the_base_models(tiny_folder, batch,
                                               monkeypatch):
    """Neither a label nor an image: not while generating, nor in training."""
    model = rectified(tiny_folder)
    model.base.unet, model.labeler  # noqa: B018  loaded from here on
    opened = []

    def refuse(path, *args, **kwargs):
        opened.append(path)
        raise AssertionError(f'{path} was opened')

    monkeypatch.setattr(builtins, 'open', refuse)
    monkeypatch.setattr(io, 'open', refuse)
    monkeypatch.setattr('PIL.Image.open', refuse)
    model.generate(REQUESTS[:1])
    model.train()
    model(*batch, 'loss')['loss_rectification'].backward()
    assert not opened


def test_bad_input(tiny_folder, batch, freegen):
    with pytest.raises(InputError, match="needs a class 'background'"):
        MODELS.build(dict(
            type='mmflexgen.DiffuMask', metainfo=dict(classes=('disc', )),
            base_model=dict(type='mmflexgen.LatentDiffusion',
                            pretrained=tiny_folder)))
    with pytest.raises(InputError, match='nothing to train'):
        freegen(*batch, 'loss')
    with pytest.raises(InputError, match='nothing to train'):
        build(tiny_folder, 'DiffuMask')(*batch, 'loss')
    with pytest.raises(InputError, match='tools/synthesize.py'):
        freegen(*batch, 'predict')
    with pytest.raises(InputError, match="Class 'star' of the prompt"):
        freegen.generate([SynthRequest(0, 1, 'a star', ('star', ))])
    with pytest.raises(InputError, match="'disc' is not named"):
        freegen.generate([SynthRequest(0, 1, 'a star', ('disc', ))])
    with pytest.raises(InputError, match='set resolution to one of 4, 8, 16'):
        rectified(tiny_folder, resolution=7)
    images, samples = batch
    del samples[0].prompt
    with pytest.raises(InputError, match='a.png comes without its prompt'):
        rectified(tiny_folder)(images, samples, 'loss')
