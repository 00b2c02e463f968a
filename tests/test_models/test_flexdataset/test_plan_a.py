"""VAG Plan A: annotations from Query_(MIMC), trained and generated."""

import json
from copy import deepcopy

import numpy as np
import pytest
import torch
from mmengine.structures import InstanceData, PixelData
from mmseg.structures import SegDataSample

from mmflexgen.models.diffusion import FeatureProbe, seeded_noise
from mmflexgen.models.diffusion.composed import composed_forward
from mmflexgen.models.generators.labelled_compositions import (
    labelled_composition)
from mmflexgen.registry import MODELS
from mmflexgen.structures import Composition, SynthRequest
from mmflexgen.synthesis.annotations import check_annotations
from mmflexgen.utils import InputError

THINGS = ('star', 'ring', 'mushroom')
METAINFO = dict(classes=('background', *THINGS), thing_classes=THINGS)
_MASKS = dict(transformer=dict(num_queries=6, num_layers=2, num_heads=4,
                               ffn_channels=32),
              criterion=dict(num_points=128))
_SEEM = dict(type='mmflexgen.SEEMDecoder', channels=32, pixel_channels=32,
             mask_stride=2)
DECODERS = dict(
    semantic=dict(**_SEEM, head=dict(type='mmflexgen.SemanticHead',
                                     **_MASKS)),
    instance=dict(**_SEEM, head=dict(type='mmflexgen.InstanceHead',
                                     score_thr=0., **_MASKS)),
    depth=dict(type='mmflexgen.DepthAnythingDecoder', sizes=dict(
        neck_hidden_sizes=[8, 8, 8, 8], fusion_hidden_size=8,
        head_hidden_size=4)),
    saliency=dict(type='mmflexgen.MINetDecoder', channels=32,
                  mask_stride=2))


@pytest.fixture(scope='module')
def plan_a(trained, tmp_path_factory, tiny_folder):
    """A function that builds FlexDataset on layers of a random model."""
    export = str(tmp_path_factory.mktemp('export'))
    trained().export(export)

    def make(decoders=DECODERS, **options):
        torch.manual_seed(0)
        return MODELS.build(dict(
            type='mmflexgen.FlexDataset', metainfo=METAINFO,
            decoders=deepcopy(decoders), base_model=dict(
                type='mmflexgen.ComposedDiffusion', pretrained=tiny_folder,
                mimc=export, num_inference_steps=2,
                guidance_scale=2.), **options))

    return make


@pytest.fixture(scope='module')
def model(plan_a):
    """With all decoders."""
    return plan_a()


def requests(scenes):
    return [SynthRequest(index, 7 + index, '', scene.categories,
                         composition=scene)
            for index, scene in enumerate(scenes)]


def labelled(scene, size=64):
    """A data sample whose boxes are filled."""
    label = torch.zeros(1, size, size, dtype=torch.long)
    boxes = (torch.tensor(scene.boxes) * size).round()
    masks = torch.zeros(len(boxes), size, size)
    for mask, (x1, y1, x2, y2), name in zip(masks, boxes.long().tolist(),
                                            scene.categories):
        mask[y1:y2, x1:x2] = 1
        label[0, y1:y2, x1:x2] = METAINFO['classes'].index(name)
    sample = SegDataSample(metainfo=dict(img_path='a.png',
                                         ori_shape=(size, size)))
    sample.gt_sem_seg = PixelData(data=label)
    sample.gt_instances = InstanceData(
        bboxes=boxes, masks=masks, labels=torch.tensor(
            [THINGS.index(name) for name in scene.categories]))
    sample.gt_depth_map = PixelData(data=1. + label)
    sample.gt_saliency = PixelData(data=(label > 0).float())
    return sample


def images(samples):
    label = torch.stack([each.gt_sem_seg.data for each in samples]).float()
    return (label / 2 - 1).expand(-1, 3, -1, -1).clone()


def test_one_pass_yields_all_labels(model, scenes):
    assert model.kinds == ('instances', 'sem_seg', 'depth', 'saliency')
    assert {key.split('.')[0] for key in model.state_dict()} == {'decoders'}
    evaluations = []
    handle = model.base.unet.register_forward_hook(
        lambda *args: evaluations.append(1))
    samples = model.generate(requests(scenes))
    handle.remove()
    # Two steps, guided, and none for the query.
    assert len(evaluations) == 2
    for sample, request in zip(samples, requests(scenes)):
        assert sample.request == request
        check_annotations(sample, model.kinds, model.metainfo)
        assert sample.instances.masks.shape[1:] == (64, 64)
        assert {'confidence', 'instance_confidence',
                'saliency_confidence'} <= set(sample.scores)
    # Neither neighbours nor the place in the batch matter.
    alone, = model.generate(requests(scenes)[1:])
    assert np.abs(alone.image.astype(int) - samples[1].image).max() <= 1
    np.testing.assert_allclose(alone.depth, samples[1].depth, rtol=1e-3)
    assert (alone.sem_seg != samples[1].sem_seg).mean() < 0.01


def test_the_image_does_not_depend_on_decoders(model, plan_a, scenes):
    plain = plan_a(decoders=None)
    assert plain.kinds == ('instances', )
    assert not plain.state_dict()
    wanted = requests(scenes)
    for one, other in zip(plain.generate(wanted),
                          model.generate(wanted)):
        assert np.array_equal(one.image, other.image)
    # Without an instance decoder the boxes are those asked for.
    sample = plan_a(decoders=dict(depth=DECODERS['depth'])).generate(
        wanted)[0]
    assert 'masks' not in sample.instances
    np.testing.assert_allclose(sample.instances.bboxes[0],
                               64 * np.array(scenes[0].boxes[0]))
    with pytest.raises(InputError, match='nothing to train'):
        plain.loss(torch.zeros(1, 3, 64, 64), [])


def test_the_decoders_read_the_composition(model, scenes, monkeypatch):
    model.eval()
    samples = [labelled(scene) for scene in scenes]
    inputs = images(samples)
    plain = model(inputs, samples)['depth']
    other = model(inputs, [labelled(scenes[1]), samples[1]])['depth']
    assert not torch.allclose(plain[0], other[0], atol=1e-4)
    torch.testing.assert_close(plain[1], other[1], atol=1e-4, rtol=1e-3)
    monkeypatch.setattr(model, 'restrict_to_composition', True)
    sample = model.generate(requests(scenes))[1]
    assert set(np.unique(sample.sem_seg)) <= {0, 3}
    # By the name that the text encoder is asked for.
    category, = set(scenes[1].categories)
    monkeypatch.setattr(model, 'prompt_names', dict(
        sofa=category, chair='seat'))
    assert model._allowed(scenes[1]) == {category, 'sofa'}


def test_training_lowers_the_losses(plan_a, scenes):
    model = plan_a()  # of its own
    samples = [labelled(scene) for scene in scenes]
    inputs = images(samples)
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3)
    totals = []
    for _ in range(8):
        losses = model(inputs, samples, mode='loss')
        total = sum(losses.values())
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        totals.append(total.item())
    assert {key.split('.')[0] for key in losses} == set(DECODERS)
    assert all(each.grad is None for each in model.base.unet.parameters())
    assert np.mean(totals[-2:]) < 0.8 * np.mean(totals[:2]), totals


def test_predictions_at_the_original_size(plan_a, scenes):
    model = plan_a(decoders=dict(depth=DECODERS['depth'],
                                 semantic=DECODERS['semantic'])).eval()
    samples = [labelled(scene) for scene in scenes]
    samples[0].set_metainfo(dict(ori_shape=(48, 96)))
    inputs = images(samples)
    out = model(inputs, samples, mode='predict')
    assert out[0].pred_depth_map.shape == (48, 96)
    assert out[1].seg_logits.data.shape == (4, 64, 64)
    kept = out[1].pred_depth_map.data.clone()
    alone = model(inputs[1:], samples[1:], mode='predict')[0]
    torch.testing.assert_close(alone.pred_depth_map.data, kept, atol=1e-4,
                               rtol=1e-3)


def test_compositions_of_labels(scenes):
    sample = labelled(scenes[0])
    found = labelled_composition(sample, METAINFO, (64, 64), 8)
    assert found.categories == scenes[0].categories
    assert found.boxes[0] == pytest.approx(scenes[0].boxes[0], abs=0.01)
    # Padding below: boxes are parts of what the network sees.
    padded = labelled_composition(sample, METAINFO, (128, 64), 8)
    assert padded.boxes[0][3] == pytest.approx(found.boxes[0][3] / 2)
    # The model takes one object: the largest.
    largest = labelled_composition(sample, METAINFO, (64, 64), 1)
    assert largest.boxes == found.boxes[-1:]
    # As LoadBoxes has it; what was cropped away is gone.
    loose = SegDataSample(metainfo=dict(
        gt_bboxes=np.float32([[0, 0, 32, 16], [5, 5, 5, 9]]),
        box_categories=('ring', 'star')))
    assert labelled_composition(loose, METAINFO, (64, 64), 8) == Composition(
        ((0., 0., 0.5, 0.25), ), ('ring', ))
    # Cropped by a step that left the boxes where they were.
    loose.set_metainfo(dict(gt_bboxes=np.float32([[40, 0, 90, 16]]),
                            box_categories=('ring', )))
    with pytest.raises(InputError, match=r'to \(90, 16\).* RandomCropBoxes'):
        labelled_composition(loose, METAINFO, (64, 64), 8)
    with pytest.raises(InputError, match='put LoadBoxes into the pipeline'):
        labelled_composition(SegDataSample(), METAINFO, (64, 64), 8)
    sample.gt_instances.labels[0] = 3
    with pytest.raises(InputError, match='label 3, but the generator has 3'):
        labelled_composition(sample, METAINFO, (64, 64), 8)


def test_the_query_is_that_of_the_last_step(model, scenes):
    base, seen = model.base, []
    handle = base.unet.register_forward_pre_hook(
        lambda net, args: seen.append(args[:2]))
    noise = seeded_noise([1, 2], (4, 16, 16))
    latents, query = base.composed_latents_and_query(['', 'a star'], noise,
                                                     scenes)
    handle.remove()
    assert torch.equal(latents, base.composed_latents(['', 'a star'], noise,
                                                      scenes))
    noised, t = seen[-1]
    assert base.last_timestep() == int(t) + 1
    # The conditional half alone, by itself.
    encoded = base.mimc.encode(base.mimc.batch(scenes))
    with torch.no_grad(), FeatureProbe().attached(
            base.mimc.query_layers()) as probe:
        composed_forward(base, base.mimc, encoded, noised[2:], t,
                         base.encode_prompt(['', 'a star']))
    for one, other in zip(query, probe.by_scale().values()):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-3)


def test_a_pass_of_its_own(model, scenes, monkeypatch):
    plain = model.generate(requests(scenes))
    monkeypatch.setattr(model, 'timestep', 300)
    times, evaluations = [], []
    original = model.base.mimc_query
    monkeypatch.setattr(model.base, 'mimc_query', lambda *args: times.append(
        args[4]) or original(*args))
    handle = model.base.unet.register_forward_hook(
        lambda *args: evaluations.append(1))
    other = model.generate(requests(scenes))
    assert (times, len(evaluations)) == ([300], 3)
    alone, = model.generate(requests(scenes)[1:])
    handle.remove()
    for one, two in zip(plain, other):
        assert np.array_equal(one.image, two.image)
        assert not np.allclose(one.depth, two.depth, atol=1e-4)
    np.testing.assert_allclose(alone.depth, other[1].depth, rtol=1e-3)
    # Training and prediction noise to it, too.
    samples = [labelled(scene) for scene in scenes]
    model(images(samples), samples, mode='loss')
    model(images(samples), samples, mode='predict')
    assert times[2:] == [300, 300]


def test_image_skips_see_the_image_that_is_labelled(plan_a, scenes):
    model = plan_a(decoders=dict(saliency=dict(
        DECODERS['saliency'], image_skips=True))).eval()
    seen = []
    model.decoders.saliency.image_skips.register_forward_pre_hook(
        lambda skips, args: seen.append(args[0]))
    samples = [labelled(scene) for scene in scenes]
    inputs = images(samples)
    model(inputs, samples, mode='loss')
    model(inputs, samples, mode='predict')
    for image in seen:
        assert torch.equal(image, inputs)
    generated = model.generate(requests(scenes))
    for image, sample in zip(seen[2], generated):
        expected = ((image / 2 + 0.5) * 255).round().permute(1, 2, 0)
        assert np.array_equal(sample.image, expected.numpy())


def test_query_shape(model, scenes):
    base = model.base
    latents = torch.zeros(1, 4, 16, 16)
    query = base.mimc_query(latents, [''], scenes[:1], latents)
    assert base.query_shape() == dict(
        query_channels=[each.shape[1] for each in query],
        finest_stride=base.vae_factor * 16 // query[-1].shape[-1])


@pytest.fixture
def synthetic(tmp_path):
    """Part of what tools/synthesize.py writes, with compositions."""
    rng = np.random.default_rng(0)
    from PIL import Image
    root = tmp_path / 'synth'
    for name in ('JPEGImages', 'SegmentationClass', 'depth', 'saliency',
                 'ImageSets/Segmentation', 'manifest'):
        (root / name).mkdir(parents=True)
    lines = []
    for index in range(4):
        name = f'synth_{index:08d}'
        label = np.zeros((64, 64), np.uint8)
        label[8:40, 10:50] = 1 + index % 3
        Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(
            root / f'JPEGImages/{name}.png')
        Image.fromarray(label).save(root / f'SegmentationClass/{name}.png')
        lines.append(dict(
            id=index, prompt='', classes=[THINGS[index % 3]], size=[64, 64],
            files={'VOC/image': f'JPEGImages/{name}.png'},
            composition=dict(boxes=[[10 / 64, 8 / 64, 50 / 64, 40 / 64]],
                             categories=[THINGS[index % 3]])))
    (root / 'manifest/shard_000000.jsonl').write_text(
        '\n'.join(map(json.dumps, lines)))
    (root / 'ImageSets/Segmentation/train.txt').write_text('\n'.join(
        f'synth_{index:08d}' for index in range(4)))
    return root


def test_tuning_on_a_synthetic_folder(plan_a, synthetic):
    """Plan B's output through the dataset that reads real labels."""
    from mmengine.dataset import pseudo_collate
    from mmengine.registry import DefaultScope

    from mmflexgen.registry import DATASETS
    with DefaultScope.overwrite_default_scope('mmseg'):
        model = plan_a(
            decoders=dict(semantic=DECODERS['semantic']),
            data_preprocessor=dict(
                type='mmseg.SegDataPreProcessor', mean=[127.5] * 3,
                std=[127.5] * 3, bgr_to_rgb=True, size=(64, 64)))
        dataset = DATASETS.build(dict(
            type='mmflexgen.ShapesWorldDataset', data_root=str(synthetic),
            ann_file='ImageSets/Segmentation/train.txt',
            metainfo=dict(classes=METAINFO['classes']),
            pipeline=[
                dict(type='mmflexgen.LoadCheckedImage'),
                dict(type='mmflexgen.LoadCheckedAnnotations', num_classes=4),
                dict(type='mmflexgen.LoadBoxes', layouts=dict(
                    type='mmflexgen.ManifestLayouts',
                    data_root=str(synthetic))),
                dict(type='RandomFlip', prob=1.),
                dict(type='PackSegInputs', meta_keys=(
                    'img_path', 'ori_shape', 'gt_bboxes',
                    'box_categories'))]))
        batch = model.data_preprocessor(pseudo_collate(
            [dataset[0], dataset[1]]), True)
        scene, = model._compositions(batch['inputs'][:1],
                                     batch['data_samples'][:1])
        assert scene == Composition(
            ((14 / 64, 8 / 64, 54 / 64, 40 / 64), ), ('star', ))
        losses = model(**batch, mode='loss')
    assert all(value.isfinite() for value in losses.values())
