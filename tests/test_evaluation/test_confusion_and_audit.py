"""Confusion, per-class IoU and the oracle audit, counted by hand."""

import numpy as np
import pytest
import torch
from mmengine.structures import PixelData
from mmseg.evaluation.metrics import IoUMetric
from mmseg.structures import SegDataSample

from mmflexgen.evaluation import (OracleAudit, class_iou, confusion_matrix,
                                  mean_iou)
from mmflexgen.registry import METRICS

CLASSES = ('background', 'disc', 'star', 'ring')


def random_maps(seed, num=5, size=(9, 7)):
    rng = np.random.default_rng(seed)
    label = rng.integers(0, 4, (num, *size))
    label[rng.random(label.shape) < 0.1] = 255
    return rng.integers(0, 4, (num, *size)), label


def test_confusion_against_loops():
    prediction, label = random_maps(0)
    expected = np.zeros((4, 4), int)
    for p, t in zip(prediction.ravel(), label.ravel()):
        if t != 255:
            expected[t, p] += 1
    found = confusion_matrix(prediction, label, 4)
    np.testing.assert_array_equal(found, expected)
    assert found.sum() == (label != 255).sum()


def test_iou_is_mmsegs():
    prediction, label = random_maps(1)
    areas = [IoUMetric.intersect_and_union(
        torch.from_numpy(p), torch.from_numpy(t), 4, 255)
        for p, t in zip(prediction, label)]
    intersect, union = (sum(column) for column in list(zip(*areas))[:2])
    confusion = confusion_matrix(prediction, label, 4)
    np.testing.assert_allclose(class_iou(confusion),
                               (intersect / union).numpy(), rtol=1e-6)
    assert mean_iou(confusion) == pytest.approx(
        float((intersect / union).mean()), rel=1e-6)


def test_absent_class_is_left_out_of_the_mean():
    confusion = np.diag([6, 2, 0])
    confusion[0, 1] = 2
    iou = class_iou(confusion)
    np.testing.assert_allclose(iou[:2], [6 / 8, 2 / 4])
    assert np.isnan(iou[2])
    assert mean_iou(confusion) == pytest.approx((6 / 8 + 2 / 4) / 2)


def test_confusion_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match='one shape'):
        confusion_matrix(np.zeros((2, 2)), np.zeros((2, 3)), 4)
    with pytest.raises(ValueError, match='label holds values 0 to 7'):
        confusion_matrix(np.zeros(2, int), np.array([0, 7]), 4)


def test_per_class_metric_keeps_the_stock_numbers():
    prediction, label = random_maps(2)
    samples = [dict(pred_sem_seg=dict(data=torch.from_numpy(p)[None]),
                    gt_sem_seg=dict(data=torch.from_numpy(t)[None]))
               for p, t in zip(prediction, label)]
    values = {}
    for name, metric in (('stock', IoUMetric()), ('ours', METRICS.build(
            dict(type='mmflexgen.PerClassIoUMetric')))):
        metric.dataset_meta = dict(classes=CLASSES)
        metric.process({}, samples)
        values[name] = metric.evaluate(len(samples))
    for key, value in values['stock'].items():
        assert values['ours'][key] == value
    expected = class_iou(confusion_matrix(prediction, label, 4)) * 100
    found = [values['ours'][f'IoU/{name}'] for name in CLASSES]
    np.testing.assert_allclose(found, expected, atol=0.006)


def test_data_samples_of_mmseg_are_understood():
    """The metric reads what a segmenter returns, not only plain dicts."""
    sample = SegDataSample()
    seg = torch.randint(0, 4, (1, 4, 4))
    sample.pred_sem_seg = PixelData(data=seg)
    sample.gt_sem_seg = PixelData(data=seg)
    metric = METRICS.build(dict(type='mmflexgen.PerClassIoUMetric'))
    metric.dataset_meta = dict(classes=CLASSES)
    metric.process({}, [sample.to_dict()])
    assert metric.evaluate(1)['mIoU'] == 100


def square(label, pixels, size=10):
    """A (size, size) map whose first pixels are the label."""
    seg = np.zeros(size * size, np.uint8)
    seg[:pixels] = label
    return seg.reshape(size, size)


def test_audit_counts_by_hand():
    audit = OracleAudit(CLASSES, min_share=0.01)
    # Asked for disc and ring; the oracle sees disc only.
    assert audit.add(square(1, 20), square(1, 15), ['disc', 'ring']) == [
        'ring']
    # Exactly 1 % does not count, 2 % does; a star was not asked for.
    assert audit.add(square(1, 1), square(1, 1), ['disc']) == ['disc']
    assert audit.add(square(2, 2), square(1, 2), []) == []
    summary = audit.summary()
    assert summary['images'] == 3 and summary['prompted_classes'] == 3
    assert summary['prompt_recall'] == pytest.approx(100 / 3, abs=0.01)
    assert summary['false_per_image'] == pytest.approx(1 / 3, abs=0.001)
    assert summary['per_class']['disc'] == dict(
        prompted=2, found=1, false=0,
        # Together 16; the oracle has 5 more, the labels 2 more.
        iou=pytest.approx(100 * 16 / 23, abs=0.01))
    assert summary['per_class']['star'] == dict(
        prompted=0, found=0, false=1, iou=0.0)
    assert summary['per_class']['ring']['iou'] is None
    background = (80 + 99 + 98) / (85 + 99 + 98)
    assert summary['label_miou'] == pytest.approx(
        100 * (background + 16 / 23 + 0) / 3, abs=0.01)


def test_audit_ignores_void_and_background():
    audit = OracleAudit(CLASSES)
    label = square(1, 50)
    label[5:] = 255
    audit.add(square(1, 50), label, ['disc'])
    assert audit.summary()['label_miou'] == 100
    assert audit.summary()['false_per_image'] == 0


def test_empty_audit():
    summary = OracleAudit(CLASSES).summary()
    assert summary['images'] == 0 and summary['label_miou'] is None
