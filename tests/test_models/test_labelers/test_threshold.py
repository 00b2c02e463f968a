"""Masks by a fixed threshold."""

import numpy as np
import pytest

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError

IMAGE = np.zeros((2, 2, 3), np.uint8)
RESPONSE = np.array([[[2., 4.], [6., 10.]]], np.float32)


def build(**options):
    return TASK_UTILS.build(dict(type='mmflexgen.ThresholdLabeler',
                                 **options))


@pytest.mark.parametrize('threshold,expected', [
    (0.25, [[False, True], [True, True]]),
    (0.5, [[False, False], [True, True]]),
    (1., [[False, False], [False, True]])])
def test_of_the_stretched_response(threshold, expected):
    """Which is 0, 0.25, 0.5 and 1; the threshold itself is inside."""
    mask = build(threshold=threshold).label(IMAGE, RESPONSE)
    assert mask.dtype == bool
    assert mask.tolist() == [expected]


def test_entities_do_not_see_each_other():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (32, 32, 3), np.uint8)
    responses = rng.random((3, 8, 8), np.float32) * [[[1]], [[5]], [[0.1]]]
    together = build().label(image, responses.astype(np.float32))
    alone = [build().label(image, each[None])[0] for each in responses]
    assert np.array_equal(together, alone) and together.any((1, 2)).all()
    assert build().label(image, responses[:0]).shape == (0, 32, 32)


def test_bad_input():
    labeler = build()
    for wrong in ((IMAGE[..., 0], RESPONSE), (IMAGE / 255., RESPONSE),
                  (IMAGE, RESPONSE[0]), (IMAGE, RESPONSE * np.nan)):
        with pytest.raises(InputError, match='ThresholdLabeler'):
            labeler.label(*wrong)
    for threshold in (0, 1.1, 'adaptive'):
        with pytest.raises(InputError, match='threshold of Threshold'):
            build(threshold=threshold)
