"""Specks known by construction, and properties of what is left."""

import numpy as np
import pytest
from mmengine.structures import InstanceData

from mmflexgen.synthesis.filters import SpeckFilter
from mmflexgen.utils import InputError


def pieces(mask):
    """Sizes of a mask's 8-connected pieces, by flooding."""
    todo, sizes = set(zip(*np.nonzero(mask))), []
    while todo:
        front, size = [todo.pop()], 1
        while front:
            y, x = front.pop()
            for near in [(y + i, x + j) for i in (-1, 0, 1)
                         for j in (-1, 0, 1)]:
                if near in todo:
                    todo.remove(near)
                    front.append(near)
                    size += 1
        sizes.append(size)
    return sizes


@pytest.fixture
def halves():
    """Background on the left, a star on the right; void at the border."""
    labels = np.zeros((12, 16), np.uint8)
    labels[:, 8:] = 1
    labels[:, 7] = 255
    return labels


def test_specks_take_the_label_around_them(make, metainfo, halves):
    dirty = halves.copy()
    dirty[2, 2:4] = 2
    dirty[3, 4] = 2
    dirty[5, 12] = 0
    clean = halves.copy()
    for labels in (dirty, clean):
        labels[9:11, 11:13] = 2  # a piece of 4 is no speck …
        labels[range(6, 10), range(4)] = 2  # … nor where corners touch
    sample = make(labels=dirty)
    assert SpeckFilter(4)(sample, metainfo) is None
    np.testing.assert_array_equal(sample.sem_seg, clean)
    assert sample.sem_seg.dtype == np.uint8
    assert sample.scores['specks'] == pytest.approx(4 / 192)

    sample = make(labels=dirty, scores=dict(confidence=0.5))
    SpeckFilter(4, to_ignore=True)(sample, metainfo)
    clean[2, 2:4] = clean[3, 4] = clean[5, 12] = 255
    np.testing.assert_array_equal(sample.sem_seg, clean)
    assert sample.scores['confidence'] == 0.5


def test_small_void_is_no_speck(make, metainfo, halves):
    halves[3, 3] = 255
    sample = make(labels=halves)
    SpeckFilter(10)(sample, metainfo)
    np.testing.assert_array_equal(sample.sem_seg, halves)


@pytest.mark.parametrize('seed', range(4))
def test_of_random_labels_no_large_piece_is_touched(make, metainfo, seed):
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 3, (6, 6)).repeat(4, 0).repeat(4, 1)
    noise = rng.random((24, 24)) < 0.1
    labels = np.where(noise, rng.integers(0, 3, (24, 24)), coarse)
    sample = make(labels=labels)
    SpeckFilter(6)(sample, metainfo)
    for label in range(3):
        # What was in a large piece stays; so no new small piece can arise
        # but by a speck torn in two, and then its parts touch large ones.
        assert min(pieces(sample.sem_seg == label), default=9) >= 6
    again = sample.sem_seg.copy()
    SpeckFilter(6)(sample, metainfo)
    np.testing.assert_array_equal(sample.sem_seg, again)
    assert sample.scores['specks'] == 0


def test_all_specks_become_ignore(make, metainfo):
    sample = make(labels=np.indices((2, 2)).sum(0) % 2)
    SpeckFilter(9)(sample, metainfo)
    assert (sample.sem_seg == 255).all()
    assert sample.scores['specks'] == 1


def test_segments_that_vanish_are_struck_off(make, metainfo):
    panoptic = np.full((10, 10), 300, np.int32)
    panoptic[0] = 0  # void
    panoptic[5, 5] = 301
    sample = make(panoptic=panoptic)
    sample.set_metainfo(dict(segments=[dict(id=300, label=0),
                                       dict(id=301, label=1)]))
    SpeckFilter(4)(sample, metainfo)
    assert (sample.panoptic[1:] == 300).all() and not sample.panoptic[0].any()
    assert sample.panoptic.dtype == np.int32
    assert sample.segments == [dict(id=300, label=0)]


def test_specks_leave_the_masks_of_instances(make, metainfo):
    masks = np.zeros((3, 10, 10), bool)
    masks[0, 2:6, 1:4] = masks[0, 9, 9] = True
    masks[1, 8, 8] = True
    masks[2, 6:9, 6:9] = True
    instances = InstanceData(
        masks=masks, labels=np.arange(3),
        bboxes=np.array([[1, 2, 10, 10], [8, 8, 9, 9], [6, 6, 9, 9]],
                        np.float32))
    sample = make(instances=instances)
    SpeckFilter(3)(sample, metainfo)
    found = sample.instances
    assert found.labels.tolist() == [0, 2]
    assert found.bboxes.tolist() == [[1, 2, 4, 6], [6, 6, 9, 9]]
    assert [pieces(mask) for mask in found.masks] == [[12], [9]]
    assert found.masks.dtype == bool and found.bboxes.dtype == np.float32
    assert sample.scores['specks'] == pytest.approx(0.02)


def test_no_instances_at_all(make, metainfo):
    sample = make(instances=InstanceData(
        masks=np.zeros((0, 10, 10), bool), labels=np.zeros(0, np.int64),
        bboxes=np.zeros((0, 4), np.float32)))
    SpeckFilter(3)(sample, metainfo)
    assert len(sample.instances) == 0


def test_bad_input(make, metainfo):
    with pytest.raises(InputError, match='min_pixels of SpeckFilter is 1'):
        SpeckFilter(1)
    with pytest.raises(InputError, match='but sample 7 holds depth, image'):
        SpeckFilter(5)(make(depth=np.zeros((10, 10), np.float32)), metainfo)
    boxes = InstanceData(bboxes=np.zeros((1, 4), np.float32))
    with pytest.raises(InputError, match='instances with masks'):
        SpeckFilter(5)(make(instances=boxes), metainfo)
