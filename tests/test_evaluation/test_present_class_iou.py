"""mIoU on restricted logits."""

import numpy as np
import pytest
import torch
from mmseg.evaluation.metrics import IoUMetric

from mmflexgen.evaluation.confusion import confusion_matrix, mean_iou
from mmflexgen.registry import METRICS
from mmflexgen.utils import InputError

META = dict(classes=('background', 'disc', 'ring', 'star'))


def _samples(num: int = 6):
    generator = torch.Generator().manual_seed(0)
    samples = []
    for index in range(num):
        logits = torch.randn(4, 8, 8, generator=generator)
        truth = torch.randint(0, 2, (1, 8, 8), generator=generator)
        truth[truth == 1] = 1 + index % 3
        truth[:, 0] = 255
        samples.append(dict(
            seg_logits=dict(data=logits), gt_sem_seg=dict(data=truth),
            pred_sem_seg=dict(data=logits.argmax(0, keepdim=True))))
    return samples


def _evaluate(metric, samples) -> float:
    metric.dataset_meta = META
    for start in range(0, len(samples), 2):
        metric.process(None, samples[start:start + 2])
    return metric.evaluate(len(samples))['mIoU']


def test_unrestricted_equals_mmsegs():
    ours = METRICS.build(dict(type='mmflexgen.PresentClassIoU',
                              restrict=False))
    assert _evaluate(ours, _samples()) == _evaluate(IoUMetric(), _samples())


def test_restricted_equals_a_calculation_by_hand():
    counts = np.zeros((4, 4), int)
    for sample in _samples():
        truth = sample['gt_sem_seg']['data'][0].numpy()
        logits = sample['seg_logits']['data'].numpy().copy()
        for label in range(1, 4):
            if label not in truth:
                logits[label] = -1e9
        counts += confusion_matrix(logits.argmax(0), truth, 4)
    metric = METRICS.build(dict(type='mmflexgen.PresentClassIoU'))
    result = _evaluate(metric, _samples())
    assert result == pytest.approx(100 * mean_iou(counts), abs=0.01)
    assert result > _evaluate(IoUMetric(), _samples())


def test_missing_logits_are_named():
    metric = METRICS.build(dict(type='mmflexgen.PresentClassIoU',
                                logits_key='seg_logits_none'))
    with pytest.raises(InputError, match="reads 'seg_logits_none'"):
        _evaluate(metric, _samples())
