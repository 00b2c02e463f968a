"""Means over groups of classes against values computed by hand."""

import numpy as np
import pytest
import torch
from mmengine.evaluator import Evaluator

from mmflexgen.registry import METRICS
from mmflexgen.utils import InputError

META = dict(classes=('background', 'disc', 'ring', 'star', 'moon', 'cross'))
GROUPS = dict(seen=['disc', 'ring'], unseen=['star', 'moon'],
              head=['background', 'disc'], tail=['ring', 'cross'])


def _metric(**kwargs):
    return METRICS.build(dict(type='mmflexgen.GroupedIoUMetric', **kwargs))


def _evaluate(metric, pairs):
    """Each pair is (label, prediction), lists of rows."""
    metric.dataset_meta = META
    for label, prediction in pairs:
        metric.process(None, [dict(
            gt_sem_seg=dict(data=torch.tensor(label)[None]),
            pred_sem_seg=dict(data=torch.tensor(prediction)[None]))])
    return metric.evaluate(len(pairs))


PAIRS = [([[0, 1, 1, 2]], [[0, 1, 0, 2]]),
         ([[0, 2, 3, 4, 1], [0, 3, 255, 255, 255]],
          [[0, 0, 3, 2, 1], [2, 3, 1, 3, 4]])]

# Pixels in both over pixels in either, counted off the two images; a cross is
# nowhere.
IOU = dict(background=100 * 2 / 5, disc=100 * 2 / 3, ring=100 * 1 / 4,
           star=100 * 2 / 2, moon=100 * 0 / 1)


def test_values_by_hand():
    metrics = _evaluate(_metric(groups=GROUPS), PAIRS)
    seen = (IOU['disc'] + IOU['ring']) / 2
    unseen = (IOU['star'] + IOU['moon']) / 2
    expected = {
        'mIoU/seen': seen, 'mIoU/unseen': unseen,
        'harmonic': 2 / (1 / seen + 1 / unseen),
        'mIoU/head': (IOU['background'] + IOU['disc']) / 2,
        # The cross is nowhere and does not count.
        'mIoU/tail': IOU['ring'],
        'mIoU': sum(IOU.values()) / 5, 'IoU/disc': IOU['disc']
    }
    assert {key: metrics[key] for key in expected} == pytest.approx(
        expected, abs=0.006)


def test_harmonic_mean_of_the_papers_table():
    """DatasetDM, table 5: 78.8 seen and 60.5 unseen give 68.4."""
    metric = _metric(groups=dict(seen=['disc'], unseen=['ring']))
    metric.dataset_meta = META
    areas = [torch.tensor(values, dtype=torch.float64) for values in (
        [0, 788, 605, 0, 0, 0], [0, 1000, 1000, 0, 0, 0])]
    metrics = metric.compute_metrics([(*areas, areas[1], areas[1])])
    assert metrics['harmonic'] == pytest.approx(68.4, abs=0.05)
    assert 'harmonic' not in _evaluate(
        _metric(groups=dict(seen=['disc'])), PAIRS)


def test_nothing_found_is_zero_not_an_error():
    metrics = _evaluate(_metric(groups=dict(seen=['disc'],
                                            unseen=['ring'])),
                        [([[1, 2]], [[0, 0]])])
    assert metrics['harmonic'] == metrics['mIoU/seen'] == 0


def test_absent_group_is_nan():
    metrics = _evaluate(_metric(groups=dict(tail=['cross'])), PAIRS)
    assert np.isnan(metrics['mIoU/tail'])


def test_wrong_names_are_one_sentence():
    evaluator = Evaluator(_metric(groups=dict(seen=['disc', 'dsic'])))
    with pytest.raises(InputError, match="'seen' .* names 'dsic', which is "
                       'no class of the dataset: use background, disc'):
        evaluator.dataset_meta = META
    with pytest.raises(InputError, match="'tail' .* is 'ring': give a list"):
        _metric(groups=dict(tail='ring'))
    with pytest.raises(InputError, match="'seen' .* holds 'disc' twice"):
        _metric(groups=dict(seen=['disc', 'ring', 'disc']))
