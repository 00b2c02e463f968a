"""What an edit changes, in scenes made by hand."""

import numpy as np
import pytest
from mmengine.structures import InstanceData

from mmflexgen.evaluation.edit_locality import EditLocality, outside


def objects(boxes, labels, scores=None):
    return InstanceData(
        bboxes=np.array(boxes, np.float32).reshape(-1, 4),
        labels=np.array(labels, np.int64),
        scores=np.array(scores or [0.9] * len(labels), np.float32))


def test_pixels_that_no_box_touches():
    free = outside((4, 6), [np.array([0.5, 0., 2., 1.5]),
                            np.array([5., 3., 9., 9.])])
    expected = np.ones((4, 6), bool)
    expected[0:2, 0:2] = False
    expected[3, 5] = False
    assert np.array_equal(free, expected)


def test_a_scene_by_hand():
    rng = np.random.default_rng(0)
    before, anew = rng.integers(0, 256, (2, 40, 40, 3)).astype(np.uint8)
    asked = objects([[0, 0, 10, 10], [20, 0, 30, 10], [0, 20, 10, 30],
                     [20, 20, 30, 30]], [0, 1, 2, 3])
    new_box = np.array([30., 30., 40., 40.])
    after = before.copy()
    after[20:, 20:] = 0     # the old place, the new one
    after[35:, :4] ^= 8     # 5 x 4 pixels elsewhere, by 8 grey levels
    result = EditLocality()
    result.add(
        asked, 3, new_box, [before, after, anew],
        # The third is not found before; the first is a little off.
        [objects([[0, 0, 10, 12], [20, 0, 30, 10], [20, 20, 30, 30]],
                 [0, 1, 3]),
         # After: the first stays, the second is another's; the third, which
         # was not there, does not count.
         objects([[0, 0, 10, 12], [20, 0, 30, 10], [30, 30, 40, 40],
                  [0, 20, 10, 30]], [0, 2, 3, 2]),
         objects([[20, 0, 30, 10], [15, 15, 30, 30]], [1, 0])])
    free = np.ones((40, 40), bool)
    free[20:30, 20:30] = free[30:, 30:] = False
    apart = np.abs(before.astype(int) - after)[free].mean()
    seeds = np.abs(before.astype(int) - anew)[free].mean()
    assert apart > 0
    assert result.summary() == dict(
        scenes=1, others=2, others_kept=50., others_anew=50.,
        moved_found=100., change=pytest.approx(apart),
        change_between_seeds=pytest.approx(seeds),
        ratio=pytest.approx(apart / seeds), iou_thr=0.5)
    # A scene in which nothing is found, and no pixel is free.
    result.add(objects([[0, 0, 40, 40]], [0]), 0, np.array([0, 0, 40, 40.]),
               [before, after, anew], [objects([], [])] * 3)
    again = result.summary()
    assert again['scenes'] == 2 and again['others'] == 2
    assert again['moved_found'] == 50.
    assert again['change'] == pytest.approx(apart)


def test_no_object_was_found_before():
    result = EditLocality()
    image = np.zeros((8, 8, 3), np.uint8)
    result.add(objects([[0, 0, 4, 4]], [0]), 0, np.array([4., 4, 8, 8]),
               [image] * 3, [objects([], [])] * 3)
    summary = result.summary()
    assert summary['others_kept'] is None and summary['ratio'] is None
    assert summary['change'] == 0.
