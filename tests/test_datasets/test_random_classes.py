"""Labels of drawn classes."""

import numpy as np
import pytest

from mmflexgen.registry import TRANSFORMS


def _build(**options):
    return TRANSFORMS.build(dict(
        type='mmflexgen.RandomClasses', num_classes=7, **options))


@pytest.mark.parametrize('num_things', [None, 4])
def test_classes_keep_their_kind_and_pixels_their_company(num_things):
    rng = np.random.default_rng(0)
    np.random.seed(0)
    draw = _build(prob=1.0, num_things=num_things)
    seen = [set() for _ in range(7)]
    for _ in range(200):
        old = rng.choice([*range(7), 255], (8, 8)).astype(np.uint8)
        boxes = np.arange(num_things or 7)
        new = draw(dict(gt_seg_map=old, gt_bboxes_labels=boxes))
        drawn = new['gt_seg_map']
        assert drawn.dtype == np.uint8
        assert ((drawn == 255) == (old == 255)).all()
        for label in range(7):
            # One class becomes one class, the same of pixels and boxes.
            became = np.unique(drawn[old == label]).tolist()
            if not became:
                continue
            assert len(became) == 1
            seen[label].update(became)
            if label < len(boxes):
                assert new['gt_bboxes_labels'][label] == became[0]
    things, stuff = set(range(num_things or 0)), set(range(num_things or 0, 7))
    for label in range(7):
        assert seen[label] == (things if label in things else stuff)


def test_the_share_that_is_drawn():
    np.random.seed(0)
    table = np.arange(7, dtype=np.uint8)
    changed = [(_build(prob=0.25)(dict(gt_seg_map=table))['gt_seg_map']
                != table).any() for _ in range(400)]
    # Nearly every draw of seven classes changes something.
    assert 0.18 < np.mean(changed) < 0.32
    same = _build(prob=0.0)(dict(gt_seg_map=table))['gt_seg_map']
    np.testing.assert_array_equal(same, table)
