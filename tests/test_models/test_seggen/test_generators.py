"""MaskSyn and ImgSyn: whose labels, whose noise, and through the engine."""

import json
import shutil

import numpy as np
import pytest
import torch
from mmengine.config import Config
from PIL import Image

from mmflexgen.apis import convert, synthesize
from mmflexgen.datasets.counterparts import Counterparts
from mmflexgen.models.colour_codec import ColourCodec
from mmflexgen.models.diffusion import seeded_noise
from mmflexgen.prompts import RealSampleSource
from mmflexgen.registry import DATASETS, MODELS
from mmflexgen.structures import SynthRequest
from mmflexgen.synthesis.annotations import check_annotations
from mmflexgen.utils import InputError

META = 'mmflexgen.ShapesWorldDataset'


@pytest.fixture(scope='session')
def folders(tiny_folder, tmp_path_factory):
    """Exported Text2Mask and Mask2Img of random weights."""
    result = {}
    for kind in ('Text2Mask', 'Mask2Img'):
        model = MODELS.build(dict(
            type=f'mmflexgen.{kind}',
            codec=dict(type='mmflexgen.ColourCodec', num_classes=13),
            base_model=dict(type='mmflexgen.LatentDiffusion',
                            pretrained=tiny_folder)))
        torch.manual_seed(0)
        for weight in model.network.parameters():
            if not weight.any():
                torch.nn.init.normal_(weight, std=0.05)
        result[kind] = str(tmp_path_factory.mktemp(kind))
        model.export(result[kind])
    return result


@pytest.fixture
def config(folders, tiny_folder, dataset):
    """A function that gives a generator's config."""
    steps = dict(sampler='euler', num_inference_steps=2, guidance_scale=2.)

    def make(kind, **options):
        own = dict(dataset=dataset) if kind == 'ImgSyn' else dict(
            size=32, text2mask=dict(
                type='mmflexgen.LatentDiffusion',
                pretrained=folders['Text2Mask'], **steps))
        return dict(type=f'mmflexgen.{kind}', mask2img=dict(
            type='mmflexgen.ControlledDiffusion', pretrained=tiny_folder,
            controlnet=folders['Mask2Img'], **steps),
            **{'metainfo': META, **own, **options})

    return make


def request(number, seed=None, **options):
    return SynthRequest(number, number + 7 if seed is None else seed,
                        'a red star on sand', ('star', ), **options)


@pytest.mark.parametrize('kind', ['MaskSyn', 'ImgSyn'])
def test_a_sample_is_its_request_s_alone(config, kind):
    model = MODELS.build(config(kind))
    assert not model.state_dict()  # there is nothing to load
    requests = [request(index, real_image=f'JPEGImages/{index}.png')
                for index in range(3)]
    together = model.generate(requests)
    again = model.generate(requests)
    alone, = model.generate(requests[1:2])
    other, = model.generate([request(
        1, seed=99, real_image='JPEGImages/1.png')])
    for sample, same in zip(together, again):
        assert np.array_equal(sample.image, same.image)
        assert np.array_equal(sample.sem_seg, same.sem_seg)
    # Sums of another batch size may differ in the last bits.
    apart = np.abs(alone.image.astype(int) - together[1].image)
    assert apart.max() <= 1
    assert (alone.sem_seg == together[1].sem_seg).mean() > 0.99
    assert not np.array_equal(other.image, alone.image)
    assert np.array_equal(other.sem_seg, alone.sem_seg) == (kind == 'ImgSyn')


def test_masksyn_decodes_the_map_and_draws_from_clean_colours(
        config, monkeypatch):
    model = MODELS.build(config('MaskSyn', codec=dict(radius=0.6)))
    labels = np.zeros((32, 32), np.uint8)
    labels[8:24, 8:24] = 5
    codec = ColourCodec(13)
    noisy = codec.encode(labels).astype(float)
    noisy += np.random.default_rng(0).normal(0, 6, noisy.shape)
    noisy[0, :3] = 0  # black is ignore, and here a speck
    # Of 13 colours the nearest is 120 grey levels off, and of all 180 apart.
    noisy[20, 1:3] = 120
    decoded = torch.from_numpy(noisy / 127.5 - 1).permute(2, 0, 1)[None]
    monkeypatch.setattr(model.text2mask, 'decode', lambda latents: decoded)
    seen = []
    draw = model.mask2img.controlled_latents
    monkeypatch.setattr(
        model.mask2img, 'controlled_latents',
        lambda prompts, noise, maps: seen.append((noise, maps)) or draw(
            prompts, noise, maps))
    sample, = model.generate([request(0)])
    assert np.array_equal(sample.sem_seg, labels)
    noise, maps = seen[0]
    assert np.array_equal(maps[0].permute(1, 2, 0).numpy(),
                          codec.encode(labels))
    # The second half of the request's noise; the first drew the mask.
    assert torch.equal(noise, seeded_noise([7], (2, 4, 8, 8))[:, 1])
    assert sample.scores['colour_map_ignored'] == 2 / 32**2


def test_masksyn_of_panoptic_maps_tells_touching_things_apart(
        config, folders, tmp_path, monkeypatch):
    codec = ColourCodec(3, edge=True, num_things=2)
    options = config('MaskSyn', panoptic=True, metainfo=dict(
        thing_classes=('disc', 'star'), stuff_classes=('sand', )))
    for part, key, kind in (('text2mask', 'pretrained', 'Text2Mask'),
                            ('mask2img', 'controlnet', 'Mask2Img')):
        folder = tmp_path / kind
        shutil.copytree(folders[kind], folder)
        codec.save(folder / 'palette.json')
        options[part][key] = str(folder)
    model = MODELS.build(options)
    ids = np.full((32, 32), 3, np.int32)
    ids[6:18, 4:14], ids[6:18, 14:26] = 1, 2
    segments = [dict(id=1, label=1), dict(id=2, label=1),
                dict(id=3, label=2)]
    picture = torch.from_numpy(
        codec.encode_panoptic(ids, segments)).permute(2, 0, 1)[None]
    monkeypatch.setattr(model.text2mask, 'decode',
                        lambda latents: picture / 127.5 - 1)
    sample, = model.generate([request(0)])
    check_annotations(sample, model.kinds, model.metainfo)
    assert model.kinds == ('panoptic', 'instances')
    assert sorted(part['label'] for part in sample.segments) == [1, 1, 2]
    # The same partition under other ids.
    pairs = np.unique(np.stack([ids, sample.panoptic]).reshape(2, -1), axis=1)
    assert pairs.shape[1] == 3
    things = sample.instances
    assert things.labels.tolist() == [1, 1]
    assert sorted(things.bboxes.tolist()) == [[4, 6, 14, 18], [14, 6, 26, 18]]
    assert np.array_equal(things.masks.any(0), ids < 3)


def test_imgsyn_takes_the_real_sample_s_labels(config, world):
    model = MODELS.build(config('ImgSyn'))
    samples = model.generate([request(
        index, real_image=f'JPEGImages/{index}.png') for index in (2, 0)])
    for sample, index in zip(samples, (2, 0)):
        real = np.array(Image.open(world / f'SegmentationClass/{index}.png'))
        assert np.array_equal(sample.sem_seg, real)
        assert sample.image.shape == (32, 32, 3)
    with pytest.raises(InputError, match='does not list'):
        model.generate([request(0, real_image='JPEGImages/9.png')])
    with pytest.raises(InputError, match='real image None'):
        model.generate([request(0)])


def test_source_goes_round_the_real_samples(dataset, world):
    source = RealSampleSource(dataset, str(world / 'captions.json'),
                              metainfo=dict(classes=('background', 'star',
                                                     'ring', 'sand')))
    made = [source.request(index, 0, 3) for index in range(7)]
    assert [each.real_image for each in made] == [
        f'JPEGImages/{index % 3}.png' for index in range(7)]
    assert made[1].prompt == made[1].prompt.replace('blue', 'red')
    assert [made[index].prompt.split()[1] for index in (1, 4)] == [
        'red', 'blue']
    assert made[1].classes == ('star', 'sand')
    assert made[0].classes == ('sand', )
    assert len({each.seed for each in made}) == 7
    retry = source.request(4, 1, 3)
    assert (retry.real_image, retry.prompt) == (made[4].real_image,
                                                made[4].prompt)
    assert retry.seed != made[4].seed
    empty = world / 'other.jsonl'
    empty.write_text(json.dumps(dict(file_name='x/1.png', text='a ring')))
    with pytest.raises(InputError, match='no caption for the image'):
        RealSampleSource(dataset, str(empty), metainfo=dict(classes=('star',)))


def test_imgsyn_through_the_engine_knows_its_counterparts(
        config, dataset, world, tmp_path):
    cfg = Config(dict(model=config('ImgSyn'), synthesis=dict(
        source=dict(type='mmflexgen.RealSampleSource', dataset=dataset,
                    captions=str(world / 'captions.json')),
        exporters=[dict(
            type='mmflexgen.VOCExporter', img_suffix='.png',
            consumer=dict(type='mmflexgen.ShapesWorldDataset'))],
        batch_size=2, batches_per_shard=1)))
    first, second = tmp_path / 'first', tmp_path / 'second'
    result = synthesize(cfg, None, 6, str(first), device='cpu',
                        progress=False)
    assert not result.problems
    # In two goes, as after a kill.
    synthesize(cfg, None, 3, str(second), device='cpu', progress=False)
    synthesize(cfg, None, 6, str(second), device='cpu', progress=False)
    files = sorted(path.relative_to(first) for path in
                   [*first.glob('*/*.png'), first / 'palette.json'])
    assert len(files) == 13
    for path in files:
        assert (first / path).read_bytes() == (second / path).read_bytes()

    # The colours come with the masks, and go on with a copy.
    labels = np.array(Image.open(world / 'SegmentationClass/1.png'))
    codec = ColourCodec(13, palette=first / 'palette.json')
    assert np.array_equal(codec.encode(labels), ColourCodec(13).encode(
        labels))
    assert codec.palette_file.classes == DATASETS.get(META).METAINFO[
        'classes']
    convert(str(first), str(tmp_path / 'copy'),
            cfg.synthesis.to_dict()['exporters'], progress=False)
    assert (tmp_path / 'copy/palette.json').read_bytes() == (
        first / 'palette.json').read_bytes()

    real = DATASETS.build(dict(dataset, pipeline=[]))
    made = DATASETS.build(dict(
        type=META, data_root=str(first), pipeline=[],
        ann_file=str(next(first.glob('ImageSets/**/*.txt')))))
    pairs = Counterparts(real, made)
    assert [pairs.of(index).tolist() for index in range(3)] == [
        [0, 3], [1, 4], [2, 5]]


def test_bad_labels_and_folders(config, tmp_path):
    odd = config('ImgSyn')
    odd['dataset'] = dict(odd['dataset'])
    odd['dataset']['pipeline'] = list(odd['dataset']['pipeline'])
    odd['dataset']['pipeline'].insert(
        2, dict(type='mmseg.Resize', scale=(24, 24), keep_ratio=True))
    with pytest.raises(InputError, match='do not fit the base model'):
        MODELS.build(odd).generate([request(
            0, real_image='JPEGImages/0.png')])
    wrong = config('ImgSyn', metainfo=dict(classes=('a', 'b')))
    with pytest.raises(InputError, match='13 classes'):
        MODELS.build(wrong)
    with pytest.raises(InputError, match='no registered dataset'):
        MODELS.build(config('ImgSyn', metainfo='NoDataset'))


@pytest.mark.parametrize('model', ['text2mask', 'mask2img'])
def test_a_palette_of_other_classes_is_refused(config, folders, tmp_path,
                                               model):
    """Of as many, too, if the file names them."""
    options = config('MaskSyn')
    names = DATASETS.get(META).METAINFO['classes']
    key = dict(text2mask='pretrained', mask2img='controlnet')[model]
    folder = tmp_path / model
    shutil.copytree(options[model][key], folder)
    options[model][key] = str(folder)
    ColourCodec(13, classes=names).save(folder / 'palette.json')
    MODELS.build(options)
    ColourCodec(13, classes=[*names[:12], 'whale']).save(
        folder / 'palette.json')
    with pytest.raises(InputError, match=f"{model}/palette.json belongs to "
                       "other classes: class 12 is 'whale' there and "
                       "'figure' here"):
        MODELS.build(options)
