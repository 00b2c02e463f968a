"""Image editing, as library and as tool, on random weights."""

import importlib.util
import os.path as osp

import numpy as np
import pytest
import torch
from mmengine.config import Config
from PIL import Image

from mmflexgen.apis import edit
from mmflexgen.models.diffusion import seeded_noise
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.utils import InputError

ROOT = osp.dirname(osp.dirname(osp.dirname(osp.dirname(
    osp.abspath(__file__)))))
CLASSES = ('background', 'disc', 'ring', 'mushroom')
PALETTE = [[0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255]]


def _config(folder: str, **kwargs) -> dict:
    return dict(
        type='mmflexgen.DatasetDM',
        base_model=dict(type='mmflexgen.LatentDiffusion', pretrained=folder,
                        num_inference_steps=2, guidance_scale=2.),
        decoders=dict(semantic=dict(
            type='mmflexgen.PDecoder', channels=32, mask_stride=2,
            head=dict(type='mmflexgen.SemanticHead',
                      transformer=dict(num_queries=8, num_layers=2,
                                       num_heads=4, ffn_channels=64)))),
        metainfo=dict(classes=CLASSES, palette=PALETTE), **kwargs)


@pytest.fixture(scope='module')
def model(tiny_folder):
    torch.manual_seed(0)
    return MODELS.build(_config(tiny_folder, attn_channels='class')).eval()


@pytest.fixture
def photo(tmp_path) -> str:
    """Dark noise with a white rectangle: rows 20 to 35, columns 30 to 49."""
    image = np.random.default_rng(0).integers(0, 99, (64, 64, 3))
    image[20:36, 30:50] = 255
    path = str(tmp_path / 'photo.png')
    Image.fromarray(image.astype(np.uint8)).save(path)
    return path


@pytest.fixture
def rings_are_white(model, monkeypatch):
    """A decoder that finds a ring wherever it is white; keeps what it was
    asked."""
    asked = []

    def annotate(images, requests):
        samples = []
        for image, request in zip(images, requests):
            asked.append(request.classes)
            sample = SynthSample(metainfo=dict(request=request))
            sample.image = ((image / 2 + 0.5) * 255).round().byte().permute(
                1, 2, 0).numpy()
            sample.sem_seg = np.where(sample.image.min(2) == 255, 2,
                                      0).astype(np.uint8)
            samples.append(sample)
        return samples

    monkeypatch.setattr(model, 'annotate', annotate)
    return asked


@pytest.mark.parametrize('dilate, margin', [(None, 4), (0, 0), (7, 7)])
def test_outside_stays_inside_changes(model, photo, rings_are_white, dilate,
                                      margin):
    found = edit(model, 'ring', 'a photo of a disc', image=photo,
                 dilate=dilate)
    mask = np.zeros((64, 64), bool)
    mask[20 - margin:36 + margin, 30 - margin:50 + margin] = True
    np.testing.assert_array_equal(found.mask, mask)
    with Image.open(photo) as picture:
        np.testing.assert_array_equal(found.before.image, np.array(picture))
    changed = (found.before.image != found.after.image).any(2)
    assert not changed[~mask].any()
    assert changed[mask].mean() > 0.95
    # The ring's own name first; after it only what the prompt adds.
    assert rings_are_white == [('ring', ), ('disc', )]


def test_seed_and_prompt_decide(model, photo, rings_are_white):
    images = [
        edit(model, 'ring', prompt, image=photo, seed=seed).after.image
        for prompt, seed in (('a disc', 1), ('a disc', 1), ('a disc', 2),
                             ('two mushrooms', 1))]
    assert (images[0] == images[1]).all()
    assert (images[0] != images[2]).any() and (images[0] != images[3]).any()


def test_whole_image_is_plain_sampling(model, rings_are_white, tmp_path):
    path = str(tmp_path / 'white.png')
    Image.new('RGB', (64, 64), 'white').save(path)
    found = edit(model, 'ring', 'a photo of a disc', image=path, seed=5)
    noise = seeded_noise([5], (3, *model.base.latent_shape()))[:, 2]
    expected = model.base.decode(
        model.base.sample_latents(['a photo of a disc'], noise))[0]
    expected = ((expected / 2 + 0.5).clamp(0, 1) * 255).round()
    np.testing.assert_array_equal(found.after.image,
                                  expected.permute(1, 2, 0).byte().numpy())


def test_classes_of_the_edited_image(model, photo, rings_are_white,
                                     monkeypatch):
    # A mushroom beside the ring stays.
    plain = model.annotate

    def annotate(images, requests):
        samples = plain(images, requests)
        for sample in samples:
            sample.sem_seg[:3, :3] = 3
            sample.sem_seg[-1] = 255
        return samples

    monkeypatch.setattr(model, 'annotate', annotate)
    edit(model, 'ring', 'discs on a background', image=photo)
    edit(model, 'ring', 'a ring', image=photo)
    assert rings_are_white[1::2] == [('disc', 'mushroom'),
                                     ('ring', 'mushroom')]


def test_annotate_takes_the_image_as_it_is(model):
    image = torch.arange(0, 256).repeat(48).view(1, 3, 64, 64) / 127.5 - 1
    request = SynthRequest(0, 1, 'x', ('ring', ))
    sample = model.annotate(image, [request])[0]
    np.testing.assert_array_equal(
        sample.image, np.tile(np.arange(256, dtype=np.uint8), 48).reshape(
            3, 64, 64).transpose(1, 2, 0))
    # The same as predicting a real image whose ring is known.
    decoded = model._views(image, [['ring']])[0]
    fields = model.decoders['semantic'].head.predict(
        decoded['semantic'], 0,
        lambda maps: torch.nn.functional.interpolate(
            maps[None], (64, 64), mode='bilinear')[0])
    np.testing.assert_array_equal(
        sample.sem_seg, fields['pred_sem_seg'].data[0].numpy())


def test_bad_input_is_one_sentence(model, photo, rings_are_white, tmp_path):
    with pytest.raises(InputError, match="'dog' is none of the classes .* use "
                       'background, disc'):
        edit(model, 'dog', 'a cat', image=photo)
    with pytest.raises(InputError, match="the decoder finds no 'disc' in .*"
                       'photo.png.* nothing to edit'):
        edit(model, 'disc', 'a ring', image=photo)
    with pytest.raises(InputError, match='nowhere.png does not exist'):
        edit(model, 'ring', 'a disc', image=str(tmp_path / 'nowhere.png'))
    (tmp_path / 'text.png').write_text('no picture')
    with pytest.raises(InputError, match='text.png is no image'):
        edit(model, 'ring', 'a disc', image=str(tmp_path / 'text.png'))
    for sources in ({}, dict(image=photo, from_prompt='a ring')):
        with pytest.raises(InputError, match='give one of --from-prompt'):
            edit(model, 'ring', 'a disc', **sources)
    with pytest.raises(InputError, match='neither may be below 0'):
        edit(model, 'ring', 'a disc', image=photo, dilate=-1)
    with pytest.raises(InputError, match='Linear decodes no semantic label'):
        edit(torch.nn.Linear(1, 1), 'ring', 'a disc', image=photo)


@pytest.fixture
def tool():
    spec = importlib.util.spec_from_file_location(
        'tool_edit', osp.join(ROOT, 'tools', 'edit.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tool(tool, model, tiny_folder, tmp_path, capsys):
    config, weights = str(tmp_path / 'config.py'), str(tmp_path / 'a.pth')
    Config(dict(model=_config(tiny_folder, attn_channels='class'))).dump(
        config)
    torch.save(dict(state_dict=model.state_dict()), weights)
    prompt = 'a photo of a ring, mushroom'
    sample = model.generate([SynthRequest(0, 3, prompt,
                                          ('ring', 'mushroom'))])[0]
    index = np.bincount(sample.sem_seg.ravel()).argmax()
    out = tmp_path / 'out'
    command = [config, weights, '--prompt', 'a disc', '--from-prompt', prompt,
               '--seed', '3', '--out', str(out), '--device', 'cpu']
    tool.main([*command, '--class', CLASSES[index], '--dilate', '0'])
    files = {path.stem: np.array(Image.open(path)) for path in out.iterdir()}
    np.testing.assert_array_equal(files['before'], sample.image)
    np.testing.assert_array_equal(files['before_label'], sample.sem_seg)
    np.testing.assert_array_equal(files['mask'],
                                  255 * (sample.sem_seg == index))
    kept = files['mask'] == 0
    np.testing.assert_array_equal(files['after'][kept], sample.image[kept])
    assert (files['after'][~kept] != sample.image[~kept]).any()
    assert files['after_label'].max() < len(CLASSES)
    assert files['side_by_side'].shape == (192 + 8, 5 * (192 + 4) + 4, 3)
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        tool.main([*command, '--class', 'dog'])
    error = capsys.readouterr().err
    assert caught.value.code == 2 and error.count('\n') == 1
    assert "'dog' is none of the classes" in error
