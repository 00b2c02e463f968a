"""Heads with a transformer decoder: semantic, instance and panoptic."""

import numpy as np
import pytest
import torch
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData, PixelData
from mmseg.structures import SegDataSample
from torch.nn import functional as F

from mmflexgen.models.decoders import PDecoder
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.utils import InputError

METAINFO = dict(classes=('background', 'disc', 'ring'),
                thing_classes=('disc', 'ring'),
                stuff_classes=('background', ))


def _decoder(head: str, **kwargs) -> PDecoder:
    torch.manual_seed(0)
    return MODELS.build(dict(
        type='mmflexgen.PDecoder', feature_channels=[6, 4],
        attn_channels=[5, 5], num_tokens=5, finest_stride=4, channels=32,
        mask_stride=2, metainfo=METAINFO, head=dict(
            type=f'mmflexgen.{head}', transformer=dict(
                num_queries=6, num_layers=2, num_heads=4, ffn_channels=64),
            criterion=dict(num_points=64), **kwargs)))


def _column():
    """Noise of two images, 32 px wide."""
    torch.manual_seed(1)
    return ([torch.randn(2, 6, 4, 4), torch.randn(2, 4, 8, 8)],
            [torch.rand(2, 5, 4, 4), torch.rand(2, 5, 8, 8)])


def _resize(maps):
    return F.interpolate(maps[None], (32, 32), mode='bilinear')[0]


def _train(decoder, column, samples, iterations):
    optimizer = torch.optim.AdamW(decoder.parameters(), 2e-3)
    for _ in range(iterations):
        losses = decoder.loss(*column, samples, (32, 32))
        optimizer.zero_grad()
        sum(losses.values()).backward()
        optimizer.step()
    return decoder.eval()


def _semantic(label) -> SegDataSample:
    return SegDataSample(gt_sem_seg=PixelData(data=label[None]))


@torch.no_grad()
def test_semantic_scores_sum_over_queries():
    decoder = _decoder('SemanticHead').eval()
    classes, masks = decoded = decoder(*_column())
    expected = torch.zeros(3, 16, 16)
    for query in range(6):
        probs = classes[-1][1, query].softmax(0)
        for label in range(3):
            expected[label] += probs[label] * masks[-1][1, query].sigmoid()
    scores = decoder.head.predict(decoded, 1, lambda maps: maps)
    torch.testing.assert_close(scores['seg_logits'].data, expected,
                               atol=1e-5, rtol=1e-4)
    bound = decoder.head.predict(decoded, 1, _resize, {'ring'})
    assert not bound['seg_logits'].data[1].any()
    assert set(bound['pred_sem_seg'].data.unique().tolist()) <= {0, 2}


def test_semantic_learns_a_label_from_its_features():
    decoder = _decoder('SemanticHead')
    label = torch.zeros(32, 32, dtype=torch.long)
    label[8:24, 4:16] = 2
    features, attn = _column()
    features[1][:, 0] = 3 * (F.interpolate(
        label[None, None].float(), (8, 8))[:, 0] - 1)
    samples = [_semantic(label)] * 2
    _train(decoder, (features, attn), samples, 60)
    with torch.no_grad():
        found = decoder.head.predict(decoder(features, attn), 0, _resize)
    assert (found['pred_sem_seg'].data[0] == label).float().mean() > 0.95


def test_semantic_annotation():
    """Confidence is the mean over pixels of the winning class's share."""
    head = _decoder('SemanticHead', ignore_below=0.6).head
    score = torch.tensor([[[3., 1.]], [[1., 1.]], [[0., 2.]]])
    label, scores = head.annotation(dict(seg_logits=PixelData(data=score)))
    assert scores['confidence'] == pytest.approx((3 / 4 + 2 / 4) / 2)
    assert label.tolist() == [[0, 255]] and label.dtype == np.uint8


def _discs(*boxes, label=0, path='a.png') -> DetDataSample:
    """One object of a label per box (x1, y1, x2, y2), 32 px."""
    masks = np.zeros((len(boxes), 32, 32), np.uint8)
    for mask, (x1, y1, x2, y2) in zip(masks, boxes):
        mask[y1:y2, x1:x2] = 1
    return DetDataSample(
        metainfo=dict(img_path=path),
        gt_instances=InstanceData(
            masks=BitmapMasks(masks, 32, 32),
            labels=torch.full((len(boxes), ), label)))


def _learn(decoder, samples):
    """Train on noise that shows every object in a channel of its own.

    Returns:
        What the decoder then decodes of it.
    """
    features, attn = _column()
    for index, sample in enumerate(samples):
        for channel, mask in enumerate(sample.gt_instances.masks.masks):
            features[1][index, channel] += 4 * F.interpolate(
                torch.tensor(mask)[None, None].float(), (8, 8))[0, 0]
    _train(decoder, (features, attn), samples, 80)
    with torch.no_grad():
        return decoder(features, attn)


def _iou(mask, other):
    return (mask & other).sum() / (mask | other).sum()


@pytest.mark.parametrize('class_agnostic', [False, True])
def test_instances_of_one_class_are_told_apart(class_agnostic):
    decoder = _decoder('InstanceHead', class_agnostic=class_agnostic)
    samples = [_discs((2, 4, 12, 28), (18, 6, 30, 26), label=1),
               _discs((8, 8, 24, 24), label=0)]
    decoded = _learn(decoder, samples)
    for index, sample in enumerate(samples):
        prediction = decoder.head.predict(decoded, index, _resize)
        found, scores = decoder.head.annotation(prediction)
        truth = sample.gt_instances
        assert len(found) == len(truth)
        assert set(found.labels) == {
            0 if class_agnostic else int(truth.labels[0])}
        assert 0.5 < scores['instance_confidence'] <= 1
        for mask in truth.masks.masks.astype(bool):
            iou = [_iou(mask, other) for other in found.masks]
            best = int(np.argmax(iou))
            assert iou[best] > 0.8
            rows, columns = np.nonzero(found.masks[best])
            assert found.bboxes[best].tolist() == [
                columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


@torch.no_grad()
def test_instances_by_prompt():
    """A class that the prompt does not name scores nothing."""
    decoder = _decoder('InstanceHead').eval()
    decoded = decoder(*_column())
    free = decoder.head.predict(decoded, 0, _resize)['pred_instances']
    assert free.masks.shape == (12, 32, 32)
    bound = decoder.head.predict(decoded, 0, _resize, {'ring'})
    bound = bound['pred_instances']
    assert bound.scores[bound.labels == 0].max() == 0
    assert bound.scores[bound.labels == 1].min() > 0


def test_the_same_object_is_annotated_once():
    head = _decoder('InstanceHead', score_thr=0.4).head
    masks = torch.zeros(4, 8, 8, dtype=torch.bool)
    masks[0, :4] = masks[2, :5] = masks[3, 6:] = True
    objects = InstanceData(
        masks=masks, labels=torch.tensor([0, 1, 1, 0]),
        scores=torch.tensor([.5, .9, .8, .3]), bboxes=torch.zeros(4, 4))
    found, scores = head.annotation(dict(pred_instances=objects))
    # The second is empty, the first is the third again, the last unsure.
    assert found.labels.tolist() == [1]
    assert scores['instance_confidence'] == pytest.approx(.8)
    empty, scores = head.annotation(dict(pred_instances=objects[3:]))
    assert empty.masks.shape == (0, 8, 8)
    assert scores == dict(instance_confidence=0)


def test_hidden_and_ignored_objects_are_no_targets():
    head = _decoder('InstanceHead').head
    sample = _discs((2, 2, 10, 10), (40, 2, 50, 10), (20, 20, 30, 30))
    sample.ignored_instances = _discs((20, 20, 32, 32)).gt_instances
    target = head._targets(sample, (32, 32), torch.device('cpu'))
    assert target.masks.sum().item() == 64 and len(target.labels) == 1
    assert target.valid.sum().item() == 32 * 32 - 144


def _scene(*boxes, label=0) -> DetDataSample:
    """Objects before a background, as mmdet loads panoptic labels."""
    sample = _discs(*boxes, label=label)
    masks = sample.gt_instances.masks.masks
    stuff = np.where(masks.any(0), label, 2)
    stuff[:, :2] = 255
    sample.gt_sem_seg = PixelData(sem_seg=torch.tensor(stuff)[None])
    return sample


def test_panoptic_learns_things_and_stuff():
    decoder = _decoder('PanopticHead', object_mask_thr=0.5)
    samples = [_scene((2, 4, 12, 28), (18, 6, 30, 26), label=1),
               _scene((8, 8, 24, 24), label=0)]
    decoded = _learn(decoder, samples)
    for index, (things, label) in enumerate([(2, 1), (1, 0)]):
        prediction = decoder.head.predict(decoded, index, _resize)
        sample = SynthSample(metainfo=dict(
            request=SynthRequest(0, 0, '', ()), scores={}))
        decoder.head.annotate(prediction, sample)
        labels = [segment['label'] for segment in sample.segments]
        assert sorted(labels) == sorted([label] * things + [2])
        ids = [segment['id'] for segment in sample.segments]
        assert set(np.unique(sample.panoptic)) - {0} == set(ids)
        assert sample.panoptic.dtype == np.int32
        for segment in sample.segments:
            found = sample.panoptic == segment['id']
            truths = samples[index].gt_instances.masks.masks.astype(bool)
            if segment['label'] == 2:
                truths = ~truths.any(0, keepdims=True)
            assert max(_iou(found, truth) for truth in truths) > 0.75
        assert sample.scores['panoptic_known'] == pytest.approx(
            (sample.panoptic > 0).mean())


@torch.no_grad()
def test_panoptic_by_prompt():
    head = _decoder('PanopticHead', object_mask_thr=0.).head
    classes = torch.tensor([[9., 8, 0, 0], [0, 0, 9, 0], [0, 0, 0, 9]])
    masks = torch.full((3, 32, 32), -9.)
    masks[0, :9] = masks[1, 9:] = 9
    decoded = [classes[None]], [masks[None]]
    for allowed, label in ((None, 0), ({'ring'}, 1)):
        found = head.predict(decoded, 0, _resize, allowed)
        _, segments = head._segments(found['pred_panoptic_seg'])
        assert sorted(each['label'] for each in segments) == [label, 2]


def test_bad_ground_truth_is_named():
    decoder, column = _decoder('InstanceHead'), _column()
    fine = _discs((2, 2, 9, 9))
    with pytest.raises(InputError, match='Label 7 is none of the 2 '
                       "thing_classes, in 'b.png'"):
        decoder.loss(*column, [
            fine, _discs((2, 2, 9, 9), label=7, path='b.png')], (32, 32))
    with pytest.raises(InputError, match='must have the size of its image'):
        decoder.loss(*column, [fine, fine], (64, 64))


def _panoptic(label: int) -> DetDataSample:
    scene = _scene((2, 2, 9, 9))
    scene.gt_sem_seg.sem_seg[0, 3, 3] = label
    return scene


@pytest.mark.parametrize('name,sample,message', [
    ('InstanceHead', DetDataSample(), 'has no gt_instances: put Load'),
    ('PanopticHead', DetDataSample(), 'has no gt_instances: put LoadPan'),
    ('PanopticHead', _discs((2, 2, 9, 9)), 'has no gt_sem_seg: put LoadPan'),
    ('PanopticHead', _panoptic(3), 'Label 3 is none of the 3 classes'),
    ('SemanticHead', SegDataSample(), 'has no gt_sem_seg: put LoadAnn'),
    # The index of "no object".
    ('SemanticHead', _semantic(torch.full((32, 32), 3)),
     'Label 3 is none of the 3 classes'),
    ('SemanticHead', _semantic(torch.full((32, 32), -1)),
     'Label -1 is none of the 3 classes'),
])
def test_missing_and_unknown_labels_are_named(name, sample, message):
    decoder, column = _decoder(name), _column()
    with pytest.raises(InputError, match=message):
        decoder.loss(*column, [sample, sample], (32, 32))
