"""Objects asked for against objects found, by loops of our own."""

import numpy as np
import pytest
from mmengine.structures import InstanceData

from mmflexgen.evaluation.asked_objects import (above_score,
                                                average_precision,
                                                match_objects, right_objects)
from mmflexgen.evaluation.layout_fidelity import layout_fidelity


def objects(rows):
    """Of (x1, y1, x2, y2, label[, score])."""
    return InstanceData(
        bboxes=np.array([row[:4] for row in rows],
                        np.float32).reshape(-1, 4),
        labels=np.array([row[4] for row in rows], np.int64),
        scores=np.array([row[5] if len(row) > 5 else 1. for row in rows],
                        np.float32))


def iou(one, other):
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    common = max(wide, 0) * max(high, 0)
    return common / ((one[2] - one[0]) * (one[3] - one[1]) + (
        other[2] - other[0]) * (other[3] - other[1]) - common)


def matched_by_hand(asked, found, label=None):
    """Number of the object found in each place, and the order of scores."""
    result = [-1] * len(asked)
    order = sorted(range(len(found)), key=lambda k: -found.scores[k])
    for number in order:
        if label is not None and found.labels[number] != label:
            continue
        best, where = 0.5, -1
        for place in range(len(asked)):
            if label is not None and asked.labels[place] != label:
                continue
            value = iou(asked.bboxes[place], found.bboxes[number])
            if result[place] < 0 and value >= best:
                best, where = value, place
        if where >= 0:
            result[where] = number
    return result


@pytest.fixture(scope='module')
def drawn():
    """40 images; those found are some of those asked for, shifted, and
    others; a few images have none of either."""
    rng = np.random.default_rng(0)
    asked, found = [], []
    for _ in range(40):
        boxes = []
        for _ in range(rng.integers(0, 5)):
            x, y = rng.integers(0, 40, 2)
            w, h = rng.integers(10, 24, 2)
            boxes.append([x, y, x + w, y + h, rng.integers(3)])
        seen = [[*(np.array(box[:4]) + rng.normal(0, 2, 4)),
                 box[4] if rng.random() < 0.7 else rng.integers(3),
                 rng.random()]
                for box in boxes * 2 if rng.random() < 0.6]
        asked.append(objects(boxes))
        found.append(objects(seen))
    assert any(not len(each) for each in asked)
    assert any(not len(one) and len(other)
               for one, other in zip(found, asked))
    return asked, found


def test_matches_by_hand(drawn):
    asked, found = drawn
    matches = match_objects(asked, found)
    right = right_objects(asked, found)
    total = 0
    for want, have, match, good in zip(asked, found, matches, right):
        assert match.tolist() == matched_by_hand(want, have)
        total += (match >= 0).sum()
        assert good.tolist() == [
            number >= 0 and have.labels[number] == label
            for number, label in zip(match, want.labels)]
    assert 0 < sum(each.sum() for each in right) < total
    assert total < sum(map(len, asked))


def test_average_precision_by_hand(drawn):
    asked, found = drawn
    values = average_precision(asked, found, 4)
    for label in range(3):
        hits, scores = [], []
        for want, have in zip(asked, found):
            taken = matched_by_hand(want, have, label)
            for number in np.flatnonzero(have.labels == label):
                hits.append(number in taken)
                scores.append(have.scores[number])
        order = np.argsort(-np.array(scores), kind='stable')
        true = np.cumsum(np.array(hits)[order])
        count = sum((want.labels == label).sum() for want in asked)
        precision = true / np.arange(1, len(true) + 1)
        # The best precision at this recall or more, at 101 recalls.
        expected = np.mean([max(precision[true / count >= recall],
                                default=0.)
                            for recall in np.linspace(0, 1, 101)])
        assert values[label] == pytest.approx(expected, abs=1e-6)
    assert np.isnan(values[3])


def test_the_first_opinion_counts():
    asked = [objects([(0, 0, 10, 10, 1)])]
    opinions = [(0, 0, 10, 10, 1, 0.4), (0, 0, 10, 9, 2, 0.6)]
    assert match_objects(asked, [objects(opinions)])[0].tolist() == [1]
    assert not right_objects(asked, [objects(opinions)])[0].any()
    # COCO's AP counts the first for its class.
    assert average_precision(
        asked, [objects(opinions)], 3)[1] == pytest.approx(1)
    sure = above_score([objects(opinions)], 0.5)
    assert sure[0].labels.tolist() == [2]
    assert len(above_score([objects(opinions)], 0.7)[0]) == 0


def test_nothing_found_at_all():
    asked, nothing = [objects([(0, 0, 10, 10, 1)])], [objects([])]
    assert match_objects(asked, nothing)[0].tolist() == [-1]
    assert average_precision(asked, nothing, 2)[1] == 0
    assert match_objects(nothing, asked)[0].tolist() == []
    summary = layout_fidelity(asked, nothing, ['a', 'b'])
    assert summary['AP'] == summary['found'] == summary['right'] == 0
    assert summary['category_right'] is None


def test_fidelity_by_hand():
    asked = [objects([(0, 0, 10, 10, 0), (20, 20, 40, 40, 1)]),
             objects([(0, 0, 10, 10, 0), (20, 0, 30, 10, 0)])]
    found = [objects([(0, 0, 10, 9, 0, 0.9), (20, 20, 40, 38, 2, 0.8),
                      (50, 50, 60, 60, 0, 0.7)]),
             # Below the threshold, and too far away.
             objects([(0, 0, 10, 10, 0, 0.2), (26, 0, 36, 10, 0, 0.95)])]
    summary = layout_fidelity(asked, found, ['a', 'b', 'c'])
    assert (summary['images'], summary['asked']) == (2, 4)
    assert summary['found'] == 50 and summary['right'] == 25
    assert summary['category_right'] == 50
    # The one at (50, 50) and the one too far away.
    assert summary['extra_per_image'] == 1
    rows = summary['per_class']
    assert rows['a'] == dict(asked=3, found=1, right=1, AP=rows['a']['AP'])
    assert rows['b'] == dict(asked=1, found=1, right=0, AP=0.)
    assert rows['c']['AP'] is None and rows['c']['asked'] == 0
    # By score false, true, false, true: half of it at recall 1/3 and 2/3.
    expected = 100 * (34 * 0.5 + 33 * 0.5) / 101
    assert rows['a']['AP'] == pytest.approx(expected, abs=0.01)
    assert summary['AP'] == pytest.approx(expected / 2, abs=0.01)
