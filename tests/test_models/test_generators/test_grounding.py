"""FreeGen's second stage: the grounding decoder in a generator."""

import pytest
import torch
from mmengine.config import Config
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample

from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

CLASSES = ('background', 'disc', 'ring', 'mushroom')
PALETTE = [[0, 0, 0]] * 4
CONFIG = 'configs/freegen/egd_shapesworld-64.py'


def build(folder: str, classes=CLASSES, **changes):
    torch.manual_seed(0)
    return MODELS.build(dict(
        type='mmflexgen.DatasetDM',
        base_model=dict(type='mmflexgen.LatentDiffusion', pretrained=folder,
                        num_inference_steps=2, guidance_scale=2.),
        metainfo=dict(classes=classes, palette=PALETTE[:len(classes)]),
        **{**dict(
            attn_channels='none',
            decoders=dict(grounding=dict(
                type='mmflexgen.EntityGroundingDecoder', channels=32,
                mask_stride=4,
                alignment=dict(num_layers=1, num_heads=2, ffn_channels=32),
                head=dict(
                    transformer=dict(num_queries=4, num_layers=2,
                                     num_heads=2, ffn_channels=32),
                    criterion=dict(num_points=64))))), **changes}))


def sample(label: int, prompt: str = None, names: tuple = ()):
    """A 64 px label map with a stripe, and a prompt of its own."""
    truth = torch.zeros(1, 64, 64, dtype=torch.long)
    truth[:, 20:40] = label
    found = SegDataSample(metainfo=dict(
        img_path='a.png', seg_map_path='b.png', ori_shape=(64, 64)))
    if prompt:
        found.set_metainfo(dict(prompt=prompt, prompt_classes=names))
    found.gt_sem_seg = PixelData(data=truth)
    return found


@pytest.fixture(scope='module')
def model(tiny_folder):
    return build(tiny_folder)


@pytest.fixture
def prompts(model, monkeypatch):
    """Texts that the base model is given."""
    seen = []
    original = model.base.encode_prompt
    monkeypatch.setattr(
        model.base, 'encode_prompt',
        lambda texts: seen.extend(texts) or original(texts))
    return seen


def test_a_samples_own_prompt_takes_the_template_s_place(model, prompts):
    samples = [sample(1, 'a red ring and a disc', ('ring', 'disc')),
               sample(3)]
    images = torch.zeros(2, 3, 64, 64)
    column = model.labelled_column(images, samples)
    assert prompts == ['a red ring and a disc', 'a photo of a mushroom']
    assert {index for index, _ in column.named[0]} == {1, 2}
    losses = model(images, samples, mode='loss')
    assert all(torch.isfinite(value) for value in losses.values())
    prompts.clear()
    found = model.eval()(images, samples, mode='predict')
    assert prompts == ['a red ring and a disc', 'a photo of a mushroom']
    shown = found[0].seg_logits.data.flatten(1).amax(1) > 0
    assert shown.tolist() == [True, True, True, False]


def test_names_that_are_dropped_take_the_prompt_with_them(
        tiny_folder):
    model = build(tiny_folder, prompt_dropout=1.)
    column = model.labelled_column(
        torch.zeros(1, 3, 64, 64), [sample(1, 'a red disc', ('disc', ))])
    assert column.prompts == ['a photo'] and column.named == [[]]


def test_unknown_classes_of_a_prompt_are_named(model):
    with pytest.raises(InputError, match="names 'fox', none of"):
        model.labelled_column(torch.zeros(1, 3, 64, 64),
                              [sample(1, 'a fox', ('fox', ))])


def test_a_checkpoint_serves_other_entities(model, tiny_folder):
    """No weight belongs to a class: what is called alike is found alike."""
    other = build(tiny_folder, ('background', 'star', 'ring'))
    other.load_state_dict(model.state_dict(), strict=True)
    requests = [SynthRequest(0, 5, 'a photo of a ring', ('ring', ))]
    first = model.generate(requests)[0].sem_seg
    again = other.generate(requests)[0].sem_seg
    assert set(first.ravel()) <= {0, 2}
    assert ((first == 2) == (again == 2)).all()
    star = other.generate([
        SynthRequest(0, 5, 'a photo of a star', ('star', ))])[0]
    assert star.sem_seg.shape == (64, 64)


@pytest.fixture(scope='module')
def with_prior(tiny_folder):
    torch.manual_seed(0)
    return build(
        tiny_folder, attn_channels='class', attn_timestep=300,
        decoders=dict(grounding=dict(
            type='mmflexgen.EntityGroundingDecoder', channels=32,
            mask_stride=4,
            alignment=dict(num_layers=1, num_heads=2, ffn_channels=32),
            head=dict(
                transformer=dict(num_queries=4, num_layers=2, num_heads=2,
                                 ffn_channels=32),
                criterion=dict(num_points=64),
                attn_prior=dict(power=2.)))))


def test_attention_votes_on_names_and_not_on_objects(model, with_prior):
    """By the base model's own maps, on the decoder's own scores."""
    with_prior.load_state_dict(model.state_dict(), strict=True)
    request = SynthRequest(1, 6, 'a photo of a disc, ring, mushroom',
                           ('disc', 'ring', 'mushroom'))
    torch.manual_seed(0)
    images = torch.rand(1, 3, 64, 64) * 2 - 1
    names = [list(request.classes)]
    plain, voted = (
        each.eval()._prediction('grounding', each._views(images, names), 0,
                                lambda maps: maps, names[0])
        ['seg_logits'].data for each in (model, with_prior))
    torch.testing.assert_close(plain[1:].amax(0), voted[1:].amax(0))
    torch.testing.assert_close(plain[0], voted[0])

    base = with_prior.base
    latents = base.encode_image(images)
    prompt = 'a photo of a disc, ring, mushroom'
    noise = torch.randn(latents.shape[1:],
                        generator=torch.Generator().manual_seed(0))
    attn = [maps for maps in base.hypercolumn(
        latents, [prompt], noise[None], t=300).attn if maps is not None][-1]
    tokens = base.token_positions(prompt, names[0])
    maps = torch.stack([attn[0, 0, list(tokens[name])].mean(0)
                        for name in names[0]])
    maps = torch.nn.functional.interpolate(
        maps[None], plain.shape[-2:], mode='bilinear')[0]
    expected = plain[1:] * maps**2
    expected *= plain[1:].amax(0) / expected.amax(0)
    torch.testing.assert_close(voted[1:], expected, rtol=1e-3, atol=1e-5)
    assert (voted[1:] - plain[1:]).abs().max() > 1e-3


def test_training_does_not_ask_for_attention(with_prior, monkeypatch):
    """One pass of the UNet, not two: no loss reads the vote."""
    passes = []
    original = with_prior.base.hypercolumn
    monkeypatch.setattr(
        with_prior.base, 'hypercolumn',
        lambda *args, **kwargs: passes.append(kwargs['t'])
        or original(*args, **kwargs))
    images, samples = torch.zeros(1, 3, 64, 64), [sample(1)]
    with_prior.train()
    assert with_prior(images, samples, mode='loss')
    assert passes == [1]
    with_prior.eval()(images, samples, mode='predict')
    assert passes == [1, 1, 300]


def test_attention_by_token_does_not_name(tiny_folder, with_prior):
    with pytest.raises(InputError, match="by class.*set it to 'class'"):
        build(tiny_folder, attn_channels='token',
              decoders=dict(grounding=dict(
                  type='mmflexgen.EntityGroundingDecoder', channels=32,
                  head=dict(attn_prior=dict(power=2.)))))


def test_batches_do_not_matter(model):
    requests = [
        SynthRequest(0, 5, 'a photo of a ring', ('ring', )),
        SynthRequest(1, 6, 'a photo of a disc, ring, mushroom',
                     ('disc', 'ring', 'mushroom'))]
    together = model.generate(requests)
    for request, expected in zip(requests, together):
        alone = model.generate([request])[0]
        assert (alone.sem_seg != expected.sem_seg).mean() < 0.01
        assert alone.scores['confidence'] == pytest.approx(
            expected.scores['confidence'], abs=1e-3)


def test_config_builds_and_reads_no_real_data_in_training():
    cfg = load_config(CONFIG, None)
    dataset = cfg.train_dataloader.dataset.dataset
    assert dataset.data_root == 'data/shapesworld_freegen'
    assert 'val_dataloader' not in cfg and cfg.load_from is None
    hook = Config(cfg.custom_hooks[0])
    assert (cfg.train_cfg.max_epochs - hook.begin) % hook.interval == 0
    model = MODELS.build(cfg.model)
    assert set(model.decoders) == {'grounding'}
