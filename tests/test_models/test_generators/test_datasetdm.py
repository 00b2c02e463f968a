"""DatasetDM end to end on random weights."""

import numpy as np
import pytest
import torch
from mmdet.structures import DetDataSample
from mmengine.structures import InstanceData, PixelData
from mmseg.structures import SegDataSample

from mmflexgen.models.generators.named_classes import named_classes
from mmflexgen.models.generators.template import template_prompt
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest
from mmflexgen.synthesis.annotations import check_annotations
from mmflexgen.utils import InputError

CLASSES = ('background', 'disc', 'ring', 'mushroom')


def _decoder(head: str = 'SemanticHead', **kwargs) -> dict:
    return dict(
        type='mmflexgen.PDecoder', channels=32, mask_stride=2,
        head=dict(type=f'mmflexgen.{head}',
                  transformer=dict(num_queries=8, num_layers=2, num_heads=4,
                                   ffn_channels=64),
                  criterion=dict(num_points=256), **kwargs))


def _build(folder: str, ignore_below: float = 0., base=None, **kwargs):
    torch.manual_seed(0)
    kwargs.setdefault('decoders', dict(
        semantic=_decoder(ignore_below=ignore_below)))
    kwargs.setdefault('metainfo', dict(
        classes=CLASSES, palette=[[0, 0, 0]] * 4))
    return MODELS.build(dict(
        type='mmflexgen.DatasetDM',
        base_model=dict(type='mmflexgen.LatentDiffusion', pretrained=folder,
                        num_inference_steps=2, guidance_scale=2.,
                        **(base or {})),
        **kwargs))


def _sample(*labels: int) -> SegDataSample:
    """A 64 px label map with one stripe per class."""
    label = torch.zeros(1, 64, 64, dtype=torch.long)
    for index, value in enumerate(labels):
        label[:, 8 + 16 * index:20 + 16 * index, 10:50] = value
    sample = SegDataSample(metainfo=dict(
        img_path='a.png', seg_map_path='b.png', ori_shape=(64, 64)))
    sample.gt_sem_seg = PixelData(data=label)
    return sample


def _images(samples) -> torch.Tensor:
    """Grey levels that give the labels away, in [-1, 1]."""
    label = torch.stack([s.gt_sem_seg.data for s in samples]).float()
    return (label / 2 - 1).expand(-1, 3, -1, -1).clone()


@pytest.fixture(scope='module')
def model(tiny_folder):
    return _build(tiny_folder, attn_channels='class',
                  class_names=['given', 'none'])


def test_template():
    assert template_prompt(['ring', 'disc']) == 'a photo of a ring, disc'
    assert template_prompt(['arrow']) == 'a photo of an arrow'
    assert template_prompt([]) == 'a photo'


def test_checkpoint_holds_the_decoders_alone(model):
    assert all(key.startswith('decoders.') for key in model.state_dict())
    assert {name.split('.')[0] for name, _ in model.named_parameters()
            } == {'decoders'}


def test_training_lowers_the_loss(tiny_folder):
    model = _build(tiny_folder, attn_channels='class', prompt_dropout=0.2)
    samples = [_sample(1), _sample(2, 3), _sample(3), _sample()]
    images = _images(samples)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
    totals = []
    for _ in range(12):
        total = sum(model(images, samples, mode='loss').values())
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        totals.append(total.item())
    assert np.mean(totals[-3:]) < 0.8 * np.mean(totals[:3])


def test_training_prompt_names_the_labels_classes(model, monkeypatch):
    seen = []
    original = model.base.encode_prompt
    monkeypatch.setattr(
        model.base, 'encode_prompt',
        lambda prompts: seen.extend(prompts) or original(prompts))
    samples = [_sample(2, 3), _sample()]
    samples[1].gt_sem_seg.data[:, :4] = 255
    model(_images(samples), samples, mode='loss')
    assert seen[0] in ('a photo of a ring, mushroom',
                       'a photo of a mushroom, ring')
    assert seen[1] == 'a photo'


def test_predict(model):
    samples = [_sample(1), _sample(2, 3)]
    samples[0].set_metainfo(dict(ori_shape=(48, 96)))
    images = _images(samples)
    out = model.eval()(images, samples, mode='predict')
    assert out[0].pred_sem_seg.shape == (48, 96)
    assert out[1].seg_logits.data.shape == (4, 64, 64)
    for sample in out:
        assert torch.equal(sample.seg_logits.data,
                           sample.seg_logits_given.data)
        assert torch.equal(sample.seg_logits.data.argmax(0),
                           sample.pred_sem_seg.data[0])
    assert not torch.equal(out[1].seg_logits_given.data,
                           out[1].seg_logits_none.data)
    kept = out[1].seg_logits.data.clone()
    alone = model(images[1:], [_sample(2, 3)], mode='predict')[0]
    torch.testing.assert_close(alone.seg_logits.data, kept,
                               atol=1e-4, rtol=1e-3)


def test_padding_is_cut_off(model):
    sample = _sample(1)
    sample.set_metainfo(dict(ori_shape=(60, 50),
                             img_padding_size=(0, 14, 0, 4)))
    images = _images([sample])
    out = model.eval()(images, [sample], mode='predict')[0]
    assert out.seg_logits.data.shape == (4, 60, 50)
    whole = model(images, [_sample(1)], mode='predict')[0].seg_logits.data
    torch.testing.assert_close(out.seg_logits.data, whole[:, :60, :50],
                               atol=1e-4, rtol=1e-3)


def _requests():
    return [SynthRequest(0, 11, 'a photo of a ring', ('ring', )),
            SynthRequest(1, 12, 'a mushroom, a disc', ('mushroom', 'disc'))]


def test_generate(model):
    samples = model.generate(_requests())
    assert not model.training
    for sample, request in zip(samples, _requests()):
        assert sample.request == request
        assert sample.image.shape == (64, 64, 3)
        assert sample.image.dtype == sample.sem_seg.dtype == np.uint8
        assert sample.sem_seg.max() < len(CLASSES)
        assert 0 < sample.scores['confidence'] <= 1
    # The image is what the base model draws for prompt and seed.
    images = model.base.sample([r.prompt for r in _requests()], [11, 12])
    images = ((images / 2 + 0.5).clamp(0, 1) * 255).round()
    for sample, image in zip(samples, images):
        np.testing.assert_array_equal(sample.image,
                                      image.permute(1, 2, 0).numpy())
    again = model.generate(_requests())
    assert all((a.image == b.image).all() and (a.sem_seg == b.sem_seg).all()
               for a, b in zip(samples, again))


def test_several_decoders_label_one_image(tiny_folder, model):
    """As each would by itself, from one pass of the UNet."""
    metainfo = dict(classes=CLASSES, thing_classes=CLASSES[1:],
                    stuff_classes=CLASSES[:1])
    heads = dict(objects='InstanceHead', semantic='SemanticHead',
                 panoptic='PanopticHead')
    several = _build(
        tiny_folder, attn_channels='class', metainfo=metainfo, decoders={
            name: _decoder(head) for name, head in heads.items()}).eval()
    several.decoders.semantic.load_state_dict(
        model.decoders.semantic.state_dict())
    assert several.kinds == ('instances', 'sem_seg', 'panoptic')
    passes = []
    several.base.unet.conv_in.register_forward_hook(
        lambda *_: passes.append(1))
    samples = several.generate(_requests())
    assert len(passes) == 2 + 1  # two steps, guided in one batch; one read
    for sample, alone in zip(samples, model.generate(_requests())):
        check_annotations(sample, several.kinds, several.metainfo)
        np.testing.assert_array_equal(sample.sem_seg, alone.sem_seg)
        assert set(sample.scores) == {
            'confidence', 'instance_confidence', 'panoptic_known'}


def test_mirror(tiny_folder, model):
    """The mean with the label of the mirrored image, mirrored back."""
    both = _build(tiny_folder, attn_channels='class', mirror=True).eval()
    both.load_state_dict(model.state_dict())
    plain, seen = _sample(1, 3), _sample(1, 3)
    seen.set_metainfo(dict(img_padding_size=(0, 14, 0, 4),
                           ori_shape=(60, 50)))
    image = _images([plain]) + 0.3 * torch.randn(1, 3, 64, 64)
    mean = both(image, [seen], 'predict')[0].seg_logits.data
    parts = [model(each, [_sample(1, 3)], 'predict')[0].seg_logits_given.data
             for each in (image, image.flip(-1))]
    expected = (parts[0] + parts[1].flip(-1)) / 2
    torch.testing.assert_close(mean, expected[:, :60, :50],
                               atol=1e-4, rtol=1e-3)
    for sample, alone in zip(both.generate(_requests()),
                             model.generate(_requests())):
        np.testing.assert_array_equal(sample.image, alone.image)
        assert sample.scores != alone.scores


def test_mirror_leaves_objects_alone(tiny_folder):
    """They have no mean: only what averages is decoded twice."""
    metainfo = dict(classes=CLASSES, thing_classes=CLASSES[1:])
    image = torch.rand(1, 3, 64, 64) * 2 - 1
    passes, samples = {}, {}
    for mirror in (False, True):
        model = _build(tiny_folder, mirror=mirror, metainfo=metainfo,
                       decoders=dict(objects=_decoder('InstanceHead'),
                                     semantic=_decoder())).eval()
        for name, decoder in model.decoders.items():
            decoder.register_forward_hook(
                lambda *_, key=(mirror, name): passes.update(
                    {key: passes.get(key, 0) + 1}))
        samples[mirror] = model(image, [_sample(1, 3)], 'predict')[0]
    assert passes == {(False, 'objects'): 1, (False, 'semantic'): 1,
                      (True, 'objects'): 1, (True, 'semantic'): 2}
    assert torch.equal(samples[False].pred_instances.scores,
                       samples[True].pred_instances.scores)
    assert not torch.equal(samples[False].seg_logits.data,
                           samples[True].seg_logits.data)


def test_names_come_from_objects_too(tiny_folder):
    model = _build(tiny_folder, metainfo=dict(thing_classes=CLASSES[1:]),
                   decoders=dict(objects=_decoder('InstanceHead')))
    sample = DetDataSample(gt_instances=InstanceData(
        labels=torch.tensor([2, 0, 2]), masks=torch.ones(3, 64, 64)))
    assert named_classes(sample, model.metainfo) == ['disc', 'mushroom']
    assert named_classes(DetDataSample(), model.metainfo) == []
    losses = model(torch.zeros(1, 3, 64, 64), [sample], mode='loss')
    assert losses['objects.loss_mask'] > 0


def test_generate_ignores_neighbours(model):
    first, second = model.generate(_requests())
    swapped = model.generate(_requests()[::-1])
    for sample, other in ((first, swapped[1]), (second, swapped[0])):
        gap = np.abs(sample.image.astype(int) - other.image.astype(int))
        assert gap.max() <= 1
        assert (sample.sem_seg == other.sem_seg).mean() > 0.99


def test_generate_options(tiny_folder, model):
    free = model.generate(_requests())
    bound = _build(tiny_folder, attn_channels='class',
                   annotation_prompt='template', restrict_to_prompt=True,
                   ignore_below=0.3)
    bound.load_state_dict(model.state_dict())
    for sample, request, other in zip(bound.generate(_requests()),
                                      _requests(), free):
        allowed = {0, 255} | {CLASSES.index(name)
                              for name in request.classes}
        assert set(np.unique(sample.sem_seg)) <= allowed
        np.testing.assert_array_equal(sample.image, other.image)
    everything_unsure = _build(tiny_folder, attn_channels='token',
                               ignore_below=1.1).generate(_requests())
    assert all((s.sem_seg == 255).all() for s in everything_unsure)


def test_concat_maps_and_token_channels(tiny_folder):
    samples = [_sample(1), _sample(3)]
    for reduce in ('mean', 'concat'):
        model = _build(tiny_folder, attn_reduce=reduce)
        groups = model.base.hypercolumn_channels(reduce)[1]
        convs = model.decoders.semantic.fusion.convs
        features = model.base.hypercolumn_channels(reduce)[0]
        assert [conv.in_channels for conv in convs] == [
            count + 64 * group for count, group in zip(features, groups)]
        assert model(_images(samples), samples, 'loss')[
            'semantic.loss_mask'] > 0


def test_open_vocabulary(tiny_folder):
    """What is named, and nothing else, is found."""
    torch.manual_seed(0)
    settings = dict(
        type='mmflexgen.DatasetDM',
        base_model=dict(type='mmflexgen.LatentDiffusion',
                        pretrained=tiny_folder, num_inference_steps=2),
        decoders=dict(named=_decoder('OpenVocabularyHead')),
        metainfo=dict(classes=CLASSES, palette=[[0, 0, 0]] * 4))
    with pytest.raises(InputError, match="Decoder 'named' reads attention"):
        MODELS.build(settings)
    model = MODELS.build(dict(settings, attn_channels='class',
                              prompt_names=dict(mushroom='toadstool')))
    torch.testing.assert_close(
        model.decoders.named.head.text[[1, 3]],
        model.base.encode_names(['disc', 'toadstool']))
    samples = [_sample(1), _sample(2, 3), _sample()]
    assert model(_images(samples), samples, mode='loss')[
        'named.loss_mask'] > 0
    found = model.eval()(_images(samples), samples, mode='predict')
    for sample, names in zip(found, ([1], [2, 3], [])):
        scores = sample.seg_logits.data
        assert scores.flatten(1).any(1).nonzero().flatten().tolist() == [
            0, *names]
        torch.testing.assert_close(scores[0] + scores[1:].amax(0),
                                   torch.ones(64, 64))
    sample, = model.generate(_requests()[:1])
    assert set(np.unique(sample.sem_seg)) <= {0, 2}


@pytest.mark.parametrize('option,value', [
    ('attn_channels', 'tokens'), ('annotation_prompt', 'same'),
    ('class_names', ['given', 'all'])])
def test_unknown_options_are_named(option, value):
    with pytest.raises(InputError, match=f'{option} of DatasetDM is .*: use'):
        _build('no folder is read', **{option: value})


def test_bad_input_is_named(model):
    sample = _sample(1)
    sample.gt_sem_seg.data[0, 3, 3] = 77
    with pytest.raises(InputError, match="Label 77 in 'b.png' is none of"):
        model(torch.zeros(1, 3, 64, 64), [sample], mode='loss')
    with pytest.raises(InputError, match='must have the size of its image'):
        model(torch.zeros(1, 3, 32, 32), [_sample(1)], mode='loss')
    with pytest.raises(InputError, match="Class 'dog' of the prompt"):
        model.generate([SynthRequest(0, 1, 'a dog', ('dog', ))])
    with pytest.raises(InputError, match="'ring' is not named"):
        model.generate([SynthRequest(0, 1, 'a disc', ('ring', ))])
    with pytest.raises(InputError, match='the text encoder takes 64'):
        model.generate([SynthRequest(0, 1, 'ring ' * 70, ('ring', ))])
    with pytest.raises(InputError, match='does not exist'):
        _build('no/such/folder')


def test_metainfo_of_a_dataset_class(tiny_folder):
    with pytest.raises(InputError, match="'mmseg.NoDataset' is no registered"):
        MODELS.build(dict(type='mmflexgen.DatasetDM', base_model={},
                          decoders={}, metainfo='mmseg.NoDataset'))
    model = MODELS.build(dict(
        type='mmflexgen.DatasetDM', metainfo='mmseg.PascalVOCDataset',
        base_model=dict(type='mmflexgen.LatentDiffusion',
                        pretrained=tiny_folder),
        decoders=dict(semantic=_decoder()),
        prompt_names=dict(tvmonitor='tv monitor')))
    assert len(model.metainfo['classes']) == 21
    assert model._prompts([['aeroplane', 'tvmonitor']]) == [
        'a photo of an aeroplane, tv monitor']


@pytest.mark.parametrize('head', ['SemanticHead', 'OpenVocabularyHead'])
def test_without_cross_attention(head, tiny_folder):
    """Table 4b: what the maps hold no longer matters."""
    model = _build(tiny_folder, attn_channels='none',
                   decoders=dict(semantic=_decoder(head))).eval()
    samples = [_sample(1), _sample(2, 3)]
    latents = model.base.encode_image(_images(samples))
    features, attn = model.hypercolumn(
        latents, ['a photo of a disc'] * 2, [['disc']] * 2,
        torch.zeros_like(latents))
    assert attn == [None] * len(features)
    channels = [conv.in_channels
                for conv in model.decoders.semantic.fusion.convs]
    assert channels == [feature.shape[1] for feature in features]
    loss = sum(model(_images(samples), samples, mode='loss').values())
    loss.backward()
    assert torch.isfinite(loss)
    sample, = model.generate([SynthRequest(0, 1, 'a disc', ('disc', ), 0)])
    assert sample.sem_seg.shape == (64, 64)


def test_attention_of_another_step(tiny_folder):
    """Table 4: F from one step, A from another, each that of its own."""
    tied = {t: _build(tiny_folder, timestep=t) for t in (1, 500)}
    mixed = _build(tiny_folder, timestep=500, attn_timestep=1)
    latents = torch.randn(1, *mixed.base.latent_shape(),
                          generator=torch.Generator().manual_seed(0))
    found = {}
    for name, model in (*tied.items(), ('mixed', mixed)):
        with torch.no_grad():
            found[name] = model.hypercolumn(
                latents, ['a photo of a disc'], [['disc']],
                torch.ones_like(latents))
    for scale in range(len(found[1][0])):
        features = [found[name][0][scale] for name in (500, 'mixed', 1)]
        maps = [found[name][1][scale] for name in (1, 'mixed', 500)]
        for same, mixed_one, other in (features, maps):
            if same is not None:
                torch.testing.assert_close(same, mixed_one)
                assert not torch.allclose(mixed_one, other)
    # A cache made with other settings must not be taken for this one.
    assert (mixed.column_settings['attn_timestep'] == 1
            and 'attn_timestep' not in tied[500].column_settings)


@pytest.mark.usefixtures('bfloat16')
@pytest.mark.parametrize('option,likeness', [
    (dict(channels_last=True), 0.999), (dict(dtype='bfloat16'), 0.8)])
def test_a_faster_base_model_trains_and_labels_alike(tiny_folder, model,
                                                     option, likeness):
    """Decoders stay in float32; rounding moves the points that their losses
    draw, and so some of their gradients."""
    fast = _build(tiny_folder, attn_channels='class', base=option)
    fast.load_state_dict(model.state_dict())
    samples, gradients = [_sample(1), _sample(2, 3)], []
    for each in (fast, _build(tiny_folder, attn_channels='class')):
        each.load_state_dict(model.state_dict())
        torch.manual_seed(3)
        sum(each(_images(samples), samples, mode='loss').values()).backward()
        gradients.append(torch.cat([
            value.grad.flatten() for value in each.parameters()]))
    assert gradients[0].dtype == torch.float32
    assert torch.cosine_similarity(*gradients, dim=0) > likeness
    for found, plain in zip(fast.generate(_requests()),
                            model.generate(_requests())):
        assert (found.sem_seg == plain.sem_seg).mean() > 0.95
