"""Masks without a network."""

import numpy as np
import pytest
import torch

from mmflexgen.models.labelers.affinity import propagate
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError


def build(**options):
    return TASK_UTILS.build(dict(type='mmflexgen.ThresholdLabeler',
                                 **options))


@pytest.fixture
def scene():
    """A red square on green, a rough response at its middle, the truth."""
    image = np.zeros((32, 32, 3), np.uint8)
    image[..., 1] = 150
    image[8:24, 8:24] = (200, 30, 30)
    noise = np.random.default_rng(0).integers(0, 8, image.shape, np.uint8)
    row, column = np.mgrid[:8, :8]
    response = np.exp(-((row - 3.5)**2 + (column - 3.5)**2) / 6)
    truth = np.zeros((32, 32), bool)
    truth[8:24, 8:24] = True
    return image + noise, response[None].astype(np.float32), truth


def iou(one, other):
    return (one & other).sum() / (one | other).sum()


def test_plain_threshold(scene):
    image, _, _ = scene
    response = np.array([[[2., 4.], [6., 10.]]], np.float32)
    mask = build(threshold=0.5, iterations=0).label(image[:2, :2], response)
    assert mask.dtype == bool
    assert mask.tolist() == [[[False, False], [True, True]]]


def test_affinity_mends_edges(scene):
    image, response, truth = scene
    rough = build(threshold=0.3, iterations=0).label(image, response)[0]
    mended = build(threshold=0.3, iterations=20).label(image, response)[0]
    assert iou(mended, truth) > max(0.9, iou(rough, truth) + 0.1)


def test_adaptive_threshold_fits_the_object(scene):
    image, response, truth = scene
    adaptive = build(threshold='adaptive', iterations=3)
    fixed = build(threshold=0.7, iterations=3).label(image, response)[0]
    chosen = adaptive.label(image, response)[0]
    assert iou(chosen, truth) > iou(fixed, truth) + 0.05
    # Entities do not see each other.
    both = np.concatenate([response, response[:, ::-1] ** 3])
    assert np.array_equal(adaptive.label(image, both)[0],
                          chosen)


def test_propagate_by_hand():
    image = np.random.default_rng(0).integers(0, 255, (3, 4, 3), np.uint8)
    scores = torch.rand(1, 3, 4, generator=torch.Generator().manual_seed(0))
    found = propagate(image, scores, 1, (1, ))[0]
    for row in range(3):
        for column in range(4):
            near = [(min(max(row + y, 0), 2), min(max(column + x, 0), 3))
                    for y in (-1, 0, 1) for x in (-1, 0, 1) if y or x]
            colours = np.array([image[at] for at in near]) / 255
            spread = np.maximum(colours.std(0), 1 / 255)
            distance = (abs(colours - image[row, column] / 255)
                        / (0.1 * spread)).mean(1)
            weight = np.exp(-distance) / np.exp(-distance).sum()
            expected = sum(w * float(scores[0][at])
                           for w, at in zip(weight, near))
            assert float(found[row, column]) == pytest.approx(expected,
                                                              rel=1e-3)
    many = propagate(image, scores, 50)
    assert scores.min() <= many.min() and many.max() <= scores.max()


def test_no_entity(scene):
    assert build().label(scene[0], np.zeros((0, 4, 4), np.float32)
                         ).shape == (0, 32, 32)


def test_bad_input(scene):
    image, response, _ = scene
    labeler = build()
    for wrong in ((image[..., 0], response), (image / 255., response),
                  (image, response[0]), (image, response * np.nan)):
        with pytest.raises(InputError, match='ThresholdLabeler'):
            labeler.label(*wrong)
    for options in (dict(threshold=0), dict(threshold='otsu'),
                    dict(iterations=-1),
                    dict(threshold='adaptive', iterations=0)):
        with pytest.raises(InputError, match='ThresholdLabeler'):
            build(**options)
