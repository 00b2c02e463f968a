"""PCK and COCO's keypoint AP against calculations with loops."""

import math

import numpy as np
import pytest
import torch
from mmengine.evaluator import Evaluator
from mmengine.structures import BaseDataElement, InstanceData

from mmflexgen.registry import METRICS
from mmflexgen.utils import InputError

SIGMAS = [0.05, 0.1, 0.2, 0.05, 0.15]


def _scene(rng, figures: int, extra: int = 0):
    """A data sample: joints near the truth by different amounts."""
    corner = rng.uniform(0, 50, (figures, 2))
    size = rng.uniform(20, 160, (figures, 2))
    boxes = np.concatenate([corner, corner + size], 1)
    truth = np.concatenate([
        corner[:, None] + rng.random((figures, 5, 2)) * size[:, None],
        rng.integers(0, 3, (figures, 5, 1))], 2)
    spread = rng.uniform(0.5, 12, (figures, 1, 1))
    found = np.concatenate([
        truth[..., :2] + rng.normal(size=(figures, 5, 2)) * spread,
        rng.random((figures, 5, 1))], 2)
    stray = rng.uniform(0, 100, (extra, 5, 3)) * [1, 1, 0.01]
    return BaseDataElement(
        gt_instances=InstanceData(
            keypoints=torch.from_numpy(truth), bboxes=torch.from_numpy(boxes),
            areas=torch.from_numpy(0.6 * size.prod(1))),
        pred_instances=InstanceData(
            keypoints=np.concatenate([found, stray])))


def _scenes(extra: int = 0):
    rng = np.random.default_rng(3)
    return [_scene(rng, figures, extra) for figures in (2, 0, 3, 1, 4, 3)]


def _evaluate(config, scenes):
    evaluator = Evaluator(METRICS.build(config))
    for start in range(0, len(scenes), 4):
        evaluator.process(scenes[start:start + 4])
    return evaluator.evaluate(len(scenes))


@pytest.mark.parametrize('threshold', [0.05, 0.1])
def test_pck_by_hand(threshold):
    right = total = 0
    for scene in _scenes():
        truth, found = scene.gt_instances, scene.pred_instances
        for figure in range(len(truth)):
            x1, y1, x2, y2 = truth.bboxes[figure].tolist()
            for joint in range(5):
                x, y, seen = truth.keypoints[figure, joint].tolist()
                if seen:
                    u, v, _ = found.keypoints[figure, joint]
                    total += 1
                    right += (math.hypot(u - x, v - y)
                              <= threshold * max(x2 - x1, y2 - y1))
    assert 0 < right < total
    metrics = _evaluate(dict(type='mmflexgen.PCKMetric', threshold=threshold),
                        _scenes())
    assert metrics == {f'PCK@{threshold}': pytest.approx(
        100 * right / total)}


def test_pck_ignores_unlabelled_joints_and_takes_the_longer_side():
    truth = torch.tensor([[[10., 10, 2], [20, 20, 1], [30, 30, 0]]])
    found = truth.clone()
    found[0, 0, 0] += 9.9  # box 40 x 100: within 10
    found[0, 1, 1] += 10.1
    found[0, 2] += 99
    scene = BaseDataElement(
        gt_instances=InstanceData(keypoints=truth,
                                  bboxes=torch.tensor([[0., 0, 40, 100]])),
        pred_instances=InstanceData(keypoints=found))
    config = dict(type='mmflexgen.PCKMetric')
    assert _evaluate(config, [scene]) == {'PCK@0.1': 50}
    scene.gt_instances.keypoints[..., 2] = 0
    assert math.isnan(_evaluate(config, [scene])['PCK@0.1'])


def _similarity(found, truth, area):
    values = [
        math.exp(-((u - x)**2 + (v - y)**2) / (2 * area * (2 * sigma)**2))
        for (u, v, _), (x, y, seen), sigma in zip(found, truth, SIGMAS)
        if seen]
    return sum(values) / len(values)


def _average_precision(scenes, threshold):
    """Greedy matching per image, precision at 101 recalls."""
    hits, total = [], 0
    for scene in scenes:
        truth, found = scene.gt_instances, scene.pred_instances.keypoints
        figures = [
            (joints, area) for joints, area in
            zip(truth.keypoints.numpy(), truth.areas.tolist())
            if (joints[:, 2] > 0).any()]
        total += len(figures)
        free = set(range(len(figures)))
        for joints in sorted(found, key=lambda item: -item[:, 2].mean()):
            ranked = sorted((_similarity(joints, *figures[index]), index)
                            for index in free)
            hit = bool(ranked) and ranked[-1][0] >= threshold
            if hit:
                free.remove(ranked[-1][1])
            hits.append((joints[:, 2].mean(), hit))
    hits.sort(key=lambda item: -item[0])
    right = np.cumsum([hit for _, hit in hits])
    precision = right / np.arange(1, len(hits) + 1)
    recall = right / total
    reached = [precision[recall >= level].max(initial=0)
               for level in np.linspace(0, 1, 101)]
    return np.mean(reached), recall[-1]


def test_coco_ap_by_hand():
    scenes = _scenes(extra=2)
    # A figure that only unlabelled joints have would be ignored, matched or
    # not, which the loops do not copy.
    assert all((scene.gt_instances.keypoints[..., 2] > 0).any(1).all()
               for scene in scenes)
    metrics = _evaluate(dict(type='mmflexgen.CocoKeypointMetric',
                             sigmas=SIGMAS), scenes)
    values = [_average_precision(scenes, threshold)
              for threshold in np.linspace(0.5, 0.95, 10)]
    expected = {'coco/AP': np.mean([ap for ap, _ in values]),
                'coco/AP50': values[0][0], 'coco/AP75': values[5][0],
                'coco/AR': np.mean([ar for _, ar in values])}
    assert 0.1 < expected['coco/AP'] < 0.9
    assert {key: metrics[key] for key in expected} == pytest.approx(expected)


def test_sigmas_scores_and_crowds_count():
    config = dict(type='mmflexgen.CocoKeypointMetric', sigmas=SIGMAS)
    before = _evaluate(config, _scenes(extra=2))['coco/AP']
    loose = _evaluate(dict(config, sigmas=[1.] * 5), _scenes(extra=2))
    assert loose['coco/AP'] > before
    scenes = _scenes(extra=2)
    for scene in scenes:
        # The strays come last.
        size = len(scene.pred_instances)
        scene.pred_instances.scores = torch.linspace(1, 0.1, size)
    assert _evaluate(config, scenes)['coco/AP'] > before
    for scene in scenes:
        scene.gt_instances.ignore_flags = torch.ones(
            len(scene.gt_instances), dtype=torch.bool)
    assert _evaluate(config, scenes)['coco/AP'] == -1


@pytest.mark.parametrize('config', [
    dict(type='mmflexgen.PCKMetric'),
    dict(type='mmflexgen.CocoKeypointMetric', sigmas=SIGMAS)])
def test_padding_of_a_distributed_sampler_is_cut(config):
    """Samples repeated to fill the last round do not count, and one without
    figures still has its place."""
    scenes = _scenes()
    evaluator = Evaluator(METRICS.build(config))
    evaluator.process([*scenes, *scenes[2:4]])
    assert evaluator.evaluate(len(scenes)) == _evaluate(config, scenes)


def test_no_prediction_is_zero():
    scenes = _scenes()
    for scene in scenes:
        scene.pred_instances = InstanceData(keypoints=np.zeros((0, 5, 3)))
    metrics = _evaluate(dict(type='mmflexgen.CocoKeypointMetric',
                             sigmas=SIGMAS), scenes)
    assert metrics['coco/AP'] == metrics['coco/AR'] == 0


def test_bad_samples_are_one_sentence():
    scenes = _scenes()
    with pytest.raises(InputError, match='but CocoKeypointMetric has 17 sig'):
        _evaluate(dict(type='mmflexgen.CocoKeypointMetric'), scenes)
    with pytest.raises(InputError, match='predict every figure'):
        _evaluate(dict(type='mmflexgen.PCKMetric'), _scenes(extra=1))
    del scenes[0].gt_instances.areas
    with pytest.raises(InputError, match='gt_instances.areas .* but '
                       'gt_instances holds bboxes, keypoints'):
        _evaluate(dict(type='mmflexgen.CocoKeypointMetric', sigmas=SIGMAS),
                  scenes)
    scenes[0].pred_instances = InstanceData(keypoints=np.zeros((2, 5, 2)))
    with pytest.raises(InputError, match='last axis must be 3'):
        _evaluate(dict(type='mmflexgen.PCKMetric'), scenes)
