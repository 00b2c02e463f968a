"""Heads of two convolutions: depth, saliency and pose."""

import numpy as np
import pytest
import torch
from mmdet.structures import DetDataSample
from mmengine.structures import InstanceData, PixelData
from mmseg.evaluation.metrics import DepthMetric
from mmseg.structures import SegDataSample
from torch.nn import functional as F

from mmflexgen.models.decoders import PDecoder
from mmflexgen.models.decoders.heads.heatmaps import draw_heatmaps, find_peaks
from mmflexgen.models.decoders.heads.instance_pose import join_instances
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.synthesis.annotations import check_annotations
from mmflexgen.utils import InputError

METAINFO = dict(thing_classes=('disc', 'person'),
                keypoints=('nose', 'left_hand', 'right_hand'))
SIZE = (32, 32)


def _decoder(head: str, **kwargs) -> PDecoder:
    torch.manual_seed(0)
    return MODELS.build(dict(
        type='mmflexgen.PDecoder', feature_channels=[6, 4],
        attn_channels=[5, 5], num_tokens=5, finest_stride=4, channels=32,
        mask_stride=2, metainfo=METAINFO,
        head=dict(type=f'mmflexgen.{head}', **kwargs)))


def _column(maps):
    """Features of images, 32 px wide, whose finest channels show maps
    (B, M, 8, 8) in noise."""
    generator = torch.Generator().manual_seed(len(maps))
    fine = 0.1 * torch.randn(len(maps), 4, 8, 8, generator=generator)
    fine[:, :maps.shape[1]] += maps
    return ([torch.randn(len(maps), 6, 4, 4, generator=generator), fine],
            [torch.zeros(len(maps), 5, 4, 4), torch.zeros(len(maps), 5, 8,
                                                          8)])


def _resize(maps):
    return F.interpolate(maps[None], SIZE, mode='bilinear')[0]


def _train(decoder, column, samples, iterations, rate=3e-3):
    optimizer = torch.optim.Adam(decoder.parameters(), rate)
    for _ in range(iterations):
        losses = decoder.loss(*column, samples, SIZE)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        optimizer.step()
    return decoder.eval()


def _depth(depth, **metainfo) -> SegDataSample:
    sample = SegDataSample(metainfo=dict(img_path='a.png', **metainfo))
    sample.gt_depth_map = PixelData(data=torch.as_tensor(depth)[None])
    return sample


def _slopes(count, seed):
    """Metres (count, 32, 32) of slopes, 1 to 9."""
    left, right = np.random.default_rng(seed).uniform(1, 9, (2, count, 1, 1))
    depth = left + (right - left) * np.linspace(0, 1, 32)
    return torch.from_numpy(depth.repeat(32, axis=1)).float()


def test_depth_loss_is_scale_invariant_and_skips_the_unknown():
    head = _decoder('DepthHead', max_depth=8., loss_weight=2.).head
    generator = torch.Generator().manual_seed(3)
    logits = torch.randn(3, 1, 16, 16, generator=generator)
    truth = _slopes(3, 0)
    truth[0, :8] = 0       # unknown
    truth[1, 20:] = 8.5    # deeper than the greatest depth
    truth[2] = 0           # nothing known at all
    loss = head.loss(logits, [_depth(each) for each in truth], SIZE)
    expected = []
    for index in range(2):
        found = 8 / (1 + np.exp(-_resize(logits[index])[0].double().numpy()))
        known = (truth[index].numpy() > 0) & (truth[index].numpy() <= 8)
        difference = (np.log(truth[index].numpy()[known])
                      - np.log(found[known]))
        expected.append(np.sqrt((difference**2).mean()
                                - 0.5 * difference.mean()**2))
    assert loss['loss_silog'].item() == pytest.approx(
        2 * np.mean(expected), rel=1e-4)


def test_depth_of_which_nothing_is_known_has_no_gradient():
    head = _decoder('DepthHead').head
    logits = torch.randn(1, 1, 16, 16, requires_grad=True)
    head.loss(logits, [_depth(torch.zeros(SIZE))],
              SIZE)['loss_silog'].backward()
    assert torch.equal(logits.grad, torch.zeros_like(logits))


def test_depth_is_learned_and_read_by_mmseg():
    """Trained on some columns, judged on others by DepthMetric."""
    decoder = _decoder('DepthHead')

    def data(count, seed):
        depth = _slopes(count, seed)
        # As an angle: features are normalized per image.
        angle = torch.pi / 10 * F.interpolate(depth[:, None], (8, 8))
        column = _column(2 * torch.cat([angle.cos(), angle.sin()], dim=1))
        return column, [_depth(each) for each in depth]

    column, samples = data(16, 1)
    _train(decoder, column, samples, 60)
    column, samples = data(3, 2)
    metric = DepthMetric()
    with torch.no_grad():
        decoded = decoder(*column)
    for index, sample in enumerate(samples):
        fields = decoder.head.predict(decoded, index, _resize)
        sample.set_field(fields['pred_depth_map'], 'pred_depth_map')
        metric.process({}, [sample.to_dict()])
        label, scores = decoder.head.annotation(fields)
        assert label.shape == SIZE and label.dtype == np.float32
        assert 0 < label.min() and label.max() < 10 and scores == {}
    assert metric.evaluate(3)['abs_rel'] < 0.15


def _matte(matte) -> SegDataSample:
    sample = SegDataSample(metainfo=dict(img_path='a.png'))
    sample.gt_saliency = PixelData(data=torch.as_tensor(matte)[None].float())
    return sample


def test_saliency_losses():
    head = _decoder('SaliencyHead', bce_weight=2., dice_weight=3.).head
    generator = torch.Generator().manual_seed(3)
    logits = torch.randn(2, 1, 32, 32, generator=generator)
    truth = torch.rand(2, 32, 32, generator=generator).round(decimals=1)
    losses = head.loss(logits, [_matte(each) for each in truth], SIZE)
    p = logits[:, 0].sigmoid().double().numpy()
    g = truth.double().numpy()
    bce = -(g * np.log(p) + (1 - g) * np.log(1 - p)).mean()
    dice = 1 - (2 * (p * g).sum((1, 2)) + 1) / (
        p.sum((1, 2)) + g.sum((1, 2)) + 1)
    assert losses['loss_bce'].item() == pytest.approx(2 * bce, rel=1e-5)
    assert losses['loss_dice'].item() == pytest.approx(
        3 * dice.mean(), rel=1e-5)


def test_saliency_is_learned():
    decoder = _decoder('SaliencyHead')

    def data(places):
        matte = torch.zeros(len(places), *SIZE)
        for each, (x, y) in zip(matte, places):
            each[y:y + 12, x:x + 12] = 1
        column = _column(3 * F.interpolate(matte[:, None], (8, 8)))
        return column, [_matte(each) for each in matte]

    column, samples = data([(4, 4), (16, 8), (8, 20), (20, 20)])
    _train(decoder, column, samples, 60)
    column, (sample, ) = data([(12, 12)])
    with torch.no_grad():
        fields = decoder.head.predict(decoder(*column), 0, _resize)
    label, scores = decoder.head.annotation(fields)
    assert label.dtype == np.uint8
    truth = sample.gt_saliency.data[0].numpy() > 0
    assert ((label > 127) == truth).mean() > 0.97
    p = fields['pred_saliency'].data
    assert scores['saliency_confidence'] == pytest.approx(
        (0.5 + (p - 0.5).abs()).mean().item(), abs=1e-6)


def _pose(points, label=1, joints=3) -> DetDataSample:
    """One person's joints (K, 3), or none for an empty list."""
    points = torch.tensor(points, dtype=torch.float).reshape(-1, joints, 3)
    return DetDataSample(
        metainfo=dict(img_path='a.png'),
        gt_instances=InstanceData(
            keypoints=points,
            labels=torch.full((len(points), ), label)))


def test_heatmap_loss():
    """Against a double loop, for 32 px and heatmaps of 16."""
    head = _decoder('PoseHead', sigma=1.5, loss_weight=2.).head
    generator = torch.Generator().manual_seed(3)
    maps = torch.randn(2, 3, 16, 16, generator=generator)
    points = [[3, 4, 2], [10, 20, 1], [0, 0, 0]], [[9, 9, 0], [31, 0, 2],
                                                   [7.5, 3, 2]]
    loss = head.loss(maps, [_pose(each) for each in points], SIZE)
    errors = []
    for person, found in zip(points, maps.numpy()):
        for (x, y, visibility), map_ in zip(person, found):
            if visibility == 0:
                continue
            truth = np.zeros((16, 16))
            for row in range(16):
                for column in range(16):
                    # The centre of a cell, in pixels of the image.
                    far = ((2 * column + 0.5 - x)**2
                           + (2 * row + 0.5 - y)**2) / 4
                    truth[row, column] = np.exp(-far / (2 * 1.5**2))
            errors.append(((map_ - truth)**2).mean())
    assert len(errors) == 4
    assert loss['loss_heatmap'].item() == pytest.approx(
        2 * np.mean(errors), rel=1e-5)


def test_an_image_without_a_person_has_no_gradient():
    head = _decoder('PoseHead').head
    maps = torch.randn(1, 3, 16, 16, requires_grad=True)
    head.loss(maps, [_pose([])], SIZE)['loss_heatmap'].backward()
    assert torch.equal(maps.grad, torch.zeros_like(maps))


@pytest.mark.parametrize('stride', [1, 2, 4])
def test_peaks_are_found_between_pixels(stride):
    torch.manual_seed(0)
    side = 16 * stride
    points = torch.rand(50, 2) * (side - 4 * stride) + 2 * stride
    maps = draw_heatmaps(points, (16, 16), (side, side), 1.)
    found = find_peaks(F.interpolate(
        maps[None], (side, side), mode='bilinear')[0], (stride, stride))
    # A heatmap of 16 cells knows them this well, far below a cell.
    assert (found[:, :2] - points).abs().max() < 0.04 * stride
    assert (found[:, 2] > 0.7).all()
    corner = draw_heatmaps(torch.tensor([[0., side - 1.]]), (16, 16),
                           (side, side), 1.)
    found = find_peaks(F.interpolate(
        corner[None], (side, side), mode='bilinear')[0], (stride, stride))
    # Within half a cell of the border the heatmap is flat.
    assert found[0, 0] == 0 and found[0, 1] >= side - 1 - stride / 2


def test_pose_is_learned():
    """Trained on some columns, found in others within a pixel."""
    decoder = _decoder('PoseHead')

    def data(count, seed):
        rng = np.random.default_rng(seed)
        points = np.full((count, 3, 3), 2.)
        points[..., :2] = rng.uniform(3, 28, (count, 3, 2))
        maps = draw_heatmaps(torch.from_numpy(points), (8, 8), SIZE, 1.)
        return _column(4 * maps.float()), points

    column, points = data(12, 1)
    _train(decoder, column, [_pose(each) for each in points], 120)
    column, points = data(6, 2)
    with torch.no_grad():
        decoded = decoder(*column)
    errors = []
    for index, truth in enumerate(points):
        found = decoder.head.predict(decoded, index,
                                     _resize)['pred_instances']
        assert found.keypoints.shape == (1, 3, 3)
        errors.append(np.abs(found.keypoints[0, :, :2].numpy()
                             - truth[:, :2]))
        hidden = decoder.head.predict(decoded, index, _resize, {'disc'})
        assert not hidden['pred_instances'].scores.any()
    assert np.median(errors) < 1


def test_pose_annotation():
    head = _decoder('PoseHead', box_margin=0.25).head
    maps = draw_heatmaps(torch.tensor([[8., 10.], [20., 14.], [2., 30.]]),
                         SIZE, SIZE, 1.)[None]
    maps[0, 2] *= 0.2
    prediction = head.predict(maps, 0, _resize)
    person, scores = head.annotation(prediction)
    np.testing.assert_allclose(
        person.keypoints, [[[8, 10, 2], [20, 14, 2], [0, 0, 0]]], atol=1e-3)
    # 13 px wide from edge to edge, a quarter of that around.
    np.testing.assert_allclose(
        person.bboxes, [[4.75, 6.75, 24.25, 18.25]], atol=1e-3)
    assert scores['pose_confidence'] == pytest.approx(2.2 / 3, abs=1e-3)
    sample = SynthSample(metainfo=dict(
        request=SynthRequest(0, 1, 'a person', ('person', ))))
    sample.image = np.zeros((*SIZE, 3), np.uint8)
    sample.instances = person
    check_annotations(sample, ['instances'], METAINFO)
    nobody, _ = head.annotation(head.predict(0.1 * maps, 0, _resize))
    assert nobody.keypoints.shape == (0, 3, 3) and len(nobody.bboxes) == 0
    sample.instances = nobody
    check_annotations(sample, ['instances'], METAINFO)


def test_the_instance_that_overlaps_most_gets_the_pose():
    head = _decoder('PoseHead', box_margin=0.).head
    maps = draw_heatmaps(torch.tensor([[8., 8.], [20., 8.], [20., 20.]]),
                         SIZE, SIZE, 1.)[None]
    prediction = head.predict(maps, 0, _resize)
    sample = SynthSample(metainfo=dict(scores={}))
    # A disc in the same place, a person elsewhere, the person.
    sample.instances = InstanceData(
        labels=np.array([0, 1, 1]),
        bboxes=np.float32([[8, 8, 21, 21], [0, 0, 10, 10], [6, 6, 22, 24]]))
    head.annotate(prediction, sample)
    points = sample.instances.keypoints
    assert not points[:2].any() and points.dtype == np.float32
    np.testing.assert_allclose(points[2, 1], [20, 8, 2], atol=1e-3)
    assert set(sample.scores) == {'pose_confidence'}
    pose, _ = head.annotation(prediction)
    discs = InstanceData(labels=np.array([0]),
                         bboxes=np.float32([[8, 8, 21, 21]]))
    for joined in (join_instances(discs, pose), join_instances(pose, discs)):
        assert joined.labels.tolist() == [0]
        assert joined.keypoints.shape == (1, 3, 3)
        assert not joined.keypoints.any()
    with pytest.raises(InputError, match='one InstanceHead and one PoseHead'):
        join_instances(pose, pose)
    alone = SynthSample(metainfo=dict(scores={}))
    head.annotate(prediction, alone)
    assert len(alone.instances) == 1 and 'masks' not in alone.instances


@pytest.mark.parametrize('head,sample,message', [
    ('DepthHead', SegDataSample(metainfo=dict(img_path='b.png')),
     "'b.png' has no gt_depth_map: put mmseg's LoadDepthAnnotation"),
    ('DepthHead', _depth(torch.ones(32, 16)),
     r"'a.png' is \(32, 16\) and its image \(32, 32\)"),
    ('DepthHead', _depth(torch.full(SIZE, 2000.)),
     'goes from 2000 to 2000 and max_depth is 10 m: set depth_rescale'),
    ('SaliencyHead', _matte(torch.full(SIZE, 255.)),
     'goes from 255 to 255: it must be 0 to 1'),
    ('SaliencyHead', SegDataSample(), 'has no gt_saliency: put LoadSaliency'),
    ('PoseHead', DetDataSample(gt_instances=InstanceData()),
     'no gt_instances.keypoints'),
    ('PoseHead', _pose(np.ones((2, 3, 3))),
     "shows 2 of class 'person', but one pose is predicted"),
    ('PoseHead', _pose(np.ones((1, 5, 3)), joints=5),
     r'shape \(5, 3\), but the generator has 3 joints'),
])
def test_bad_ground_truth_is_named(head, sample, message):
    decoder = _decoder(head)
    with pytest.raises(InputError, match=message):
        decoder.loss(*_column(torch.zeros(1, 1, 8, 8)), [sample], SIZE)


def test_bad_metainfo_is_named():
    with pytest.raises(InputError, match="a 'figure', none of thing_classes"):
        _decoder('PoseHead', person='figure')
