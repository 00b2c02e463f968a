"""Hardness of a label map (FreeGen, equation 8)."""

import numpy as np
import pytest

from mmflexgen.evaluation.sample_hardness import sample_hardness

CLASSES = ('background', 'disc', 'star', 'ring')


@pytest.mark.parametrize('seed', range(5))
def test_equation_8_against_loops(seed):
    rng = np.random.default_rng(seed)
    losses = rng.exponential(size=(7, 9))
    label = rng.choice([0, 1, 3, 255], (7, 9), p=[.5, .2, .2, .1])
    losses[label == 255] = np.nan
    total = 0.
    for j in (1, 2, 3):
        area = loss = 0.
        for row in range(7):
            for column in range(9):
                if label[row, column] == j:
                    area += 1
                    loss += losses[row, column]
        if area:
            total += loss / area
    assert sample_hardness(losses, label, CLASSES) == pytest.approx(total)


def test_a_small_object_counts_as_much_as_a_large_one():
    losses, label = np.zeros((8, 8)), np.zeros((8, 8), int)
    label[0, 0], label[2:] = 1, 2
    losses[0, 0], losses[2:], losses[1] = 3., 1., 9.
    assert sample_hardness(losses, label, CLASSES) == pytest.approx(4.)


def test_no_foreground_has_no_hardness():
    label = np.zeros((4, 4), int)
    label[0] = 255
    assert sample_hardness(np.ones((4, 4)), label, CLASSES) is None
