"""Matching and point losses against calculations of their own."""

import math
import os.path as osp
from functools import partial
from itertools import permutations

import mmdet
import pytest
import torch
from mmcv.ops import point_sample
from mmdet.models.dense_heads import mask2former_head
from mmdet.registry import MODELS
from mmengine.config import Config
from mmengine.structures import InstanceData
from torch.nn import functional as F

from mmflexgen.models.decoders import (MaskCriterion, MaskTargets,
                                       semantic_targets)

MODEL_ZOO = osp.join(osp.dirname(mmdet.__file__), '.mim', 'configs')


def _points(maps, points):
    """Bilinear values at points (1, P, 2) in [0, 1], by hand; (M, P)."""
    height, width = maps.shape[-2:]
    x = (points[0, :, 0] * width - 0.5).clamp(0, width - 1)
    y = (points[0, :, 1] * height - 0.5).clamp(0, height - 1)
    left, top = x.long(), y.long()
    right, low = (left + 1).clamp(max=width - 1), (top + 1).clamp(
        max=height - 1)
    x, y = x - left, y - top
    return ((maps[:, top, left] * (1 - x) + maps[:, top, right] * x) *
            (1 - y) + (maps[:, low, left] * (1 - x) +
                       maps[:, low, right] * x) * y)


def test_semantic_targets():
    label = torch.tensor([[0, 0, 3], [255, 3, 1]])
    target = semantic_targets(label)
    assert target.labels.tolist() == [0, 1, 3]
    assert target.masks.sum(dim=(1, 2)).tolist() == [2, 1, 2]
    assert target.valid.tolist() == [[[1, 1, 1], [0, 1, 1]]]
    # Apart from ignored pixels the masks tile the image.
    torch.testing.assert_close(target.masks.sum(0), target.valid[0])


def test_matching_is_the_cheapest_assignment():
    torch.manual_seed(0)
    criterion = MaskCriterion(num_classes=3, num_points=50)
    classes, masks = torch.randn(4, 4), torch.randn(4, 8, 8)
    label = torch.randint(0, 3, (8, 8))
    target = semantic_targets(label)
    torch.manual_seed(1)
    queries, matched = criterion.match(classes, masks, target)
    torch.manual_seed(1)
    points = torch.rand(1, 50, 2)
    logits, truth = _points(masks, points), _points(target.masks, points)
    cost = torch.zeros(4, 3)
    for query in range(4):
        for index in range(3):
            probs = logits[query].sigmoid()
            bce = F.binary_cross_entropy_with_logits(logits[query],
                                                     truth[index])
            dice = 1 - (2 * (probs * truth[index]).sum() + 1) / (
                probs.sum() + truth[index].sum() + 1)
            cost[query, index] = (
                -2 * classes[query].softmax(0)[target.labels[index]] +
                5 * bce + 5 * dice)
    best = min(permutations(range(4), 3), key=lambda order: sum(
        cost[query, index] for index, query in enumerate(order)).item())
    assert {int(q): int(m) for q, m in zip(queries, matched)} == {
        query: index for index, query in enumerate(best)}


def test_losses_of_a_forced_match():
    """One query and one target: nothing to choose, all points certain."""
    criterion = MaskCriterion(num_classes=2, num_points=40,
                              importance_ratio=0., oversample_ratio=1.)
    classes = torch.randn(1, 1, 3, requires_grad=True)
    masks = torch.full((1, 1, 8, 8), 0.7, requires_grad=True)
    target = MaskTargets(torch.tensor([1]), torch.ones(1, 8, 8),
                         torch.ones(1, 8, 8))
    losses = criterion.loss_layer(classes, masks, [target])
    probability = 1 / (1 + math.exp(-0.7))
    assert losses['loss_mask'].item() == pytest.approx(
        -5 * math.log(probability), rel=1e-4)
    dice = 1 - (2 * 40 * probability + 1) / (40 * probability + 40 + 1)
    assert losses['loss_dice'].item() == pytest.approx(5 * dice, rel=1e-4)
    assert losses['loss_class'].item() == pytest.approx(
        2 * F.cross_entropy(classes[0], torch.tensor([1])).item(), rel=1e-4)


def test_no_object_weighs_a_tenth():
    criterion = MaskCriterion(num_classes=2, num_points=10)
    classes = torch.randn(1, 3, 3)
    masks = torch.randn(1, 3, 8, 8)
    target = MaskTargets(torch.tensor([0]), torch.ones(1, 8, 8),
                         torch.ones(1, 8, 8))
    torch.manual_seed(0)
    loss = criterion.loss_layer(classes, masks, [target])['loss_class']
    torch.manual_seed(0)
    query, _ = criterion.match(classes[0], masks[0], target)
    labels = torch.full((3, ), 2)
    labels[query] = 0
    weights = torch.tensor([1., 1., 0.1])
    expected = 2 * F.cross_entropy(classes[0], labels, weight=weights)
    torch.testing.assert_close(loss, expected)


def test_uncertain_points_are_preferred():
    criterion = MaskCriterion(num_classes=1, num_points=200)
    masks = torch.full((1, 16, 16), 9.)
    masks[:, :, :8] = 0.1  # the uncertain half
    torch.manual_seed(0)
    logits, _ = criterion._hard_points(masks, torch.ones(1, 16, 16),
                                       torch.ones(1, 16, 16))
    share = (logits < 8).float().mean().item()
    assert share > 0.8  # 0.75 chosen, and half of the random rest


def test_ignored_pixels_have_no_gradient():
    criterion = MaskCriterion(num_classes=2, num_points=400)
    masks = torch.randn(1, 2, 16, 16, requires_grad=True)
    label = torch.zeros(16, 16, dtype=torch.long)
    label[:, 10:] = 255
    torch.manual_seed(0)
    losses = criterion.loss_layer(torch.randn(1, 2, 3), masks,
                                  [semantic_targets(label)])
    (losses['loss_mask'] + losses['loss_dice']).backward()
    assert masks.grad[..., 11:].abs().max() < 1e-12
    assert masks.grad[..., :9].abs().max() > 0


def test_nothing_but_ignored_pixels():
    criterion = MaskCriterion(num_classes=2, num_points=10)
    masks = torch.randn(1, 2, 8, 8, requires_grad=True)
    classes = torch.randn(1, 2, 3, requires_grad=True)
    losses = criterion([classes], [masks],
                       [semantic_targets(torch.full((8, 8), 255))])
    assert losses['loss_mask'] == 0 and losses['loss_class'] > 0
    sum(losses.values()).backward()


def test_all_layers_or_the_last():
    args = ([torch.randn(1, 2, 3)] * 3, [torch.randn(1, 2, 8, 8)] * 3,
            [semantic_targets(torch.zeros(8, 8, dtype=torch.long))])
    names = {'loss_class', 'loss_mask', 'loss_dice'}
    last = MaskCriterion(2, num_points=10, all_layers=False)(*args)
    assert set(last) == names
    every = MaskCriterion(2, num_points=10)(*args)
    assert set(every) == names | {
        f'd{layer}.{name}' for layer in range(2) for name in names}


def test_losses_are_those_of_mask2former(monkeypatch):
    """mmdet's own head on the same predictions and random points."""
    # Past the border mmdet's points fade to 0, ours keep their value.
    monkeypatch.setattr(mask2former_head, 'point_sample',
                        partial(point_sample, padding_mode='border'))
    cfg = Config.fromfile(osp.join(
        MODEL_ZOO, 'mask2former/mask2former_r50_8xb2-lsj-50e_coco.py'))
    cfg = cfg.model
    head = MODELS.build(dict(cfg.panoptic_head, train_cfg=dict(
        cfg.train_cfg, num_points=200)))
    torch.manual_seed(0)
    classes, masks = torch.randn(2, 9, 81), 3 * torch.randn(2, 9, 16, 16)
    head.num_queries = 9
    targets = [MaskTargets(torch.randint(0, 80, (count, )),
                           (torch.rand(count, 16, 16) > 0.6).float(),
                           torch.ones(1, 16, 16)) for count in (3, 5)]
    criterion = MaskCriterion(80, num_points=200)
    torch.manual_seed(1)
    ours = criterion.loss_layer(classes, masks, targets)
    torch.manual_seed(1)
    theirs = head._loss_by_feat_single(classes, masks, [
        InstanceData(labels=target.labels, masks=target.masks)
        for target in targets], [{}, {}])
    for key, value in zip(('loss_class', 'loss_mask', 'loss_dice'), theirs):
        torch.testing.assert_close(ours[key], value.squeeze())
