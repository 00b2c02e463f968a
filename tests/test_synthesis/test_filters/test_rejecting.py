"""Filters that look at the image, the areas and the scores."""

import numpy as np
import pytest
from mmengine.structures import InstanceData

from mmflexgen.registry import TASK_UTILS
from mmflexgen.synthesis.filters import (BlankFilter, ClassAreaFilter,
                                         ConfidenceFilter,
                                         PromptedClassFilter)
from mmflexgen.utils import InputError


def labels_with(star, ring, void=0):
    """10 x 10 labels with so many pixels of each class."""
    flat = np.zeros(100, np.uint8)
    flat[:star] = 1
    flat[star:star + ring] = 2
    flat[100 - void:] = 255
    return flat.reshape(10, 10)


def objects(*masks, boxes_only=False):
    """Instances: (label, slice of the 100 pixels)."""
    pixels = np.zeros((len(masks), 100), bool)
    for row, (_, where) in zip(pixels, masks):
        row[where] = True
    labels = np.array([label for label, _ in masks], np.int64)
    fields = {} if boxes_only else dict(masks=pixels.reshape(-1, 10, 10))
    return InstanceData(labels=labels, **fields)


def test_blank(make, metainfo):
    judge = BlankFilter()
    assert judge(make(), metainfo) is None
    for grey in (0, 128, 255):
        flat = np.full((10, 10, 3), grey, np.uint8)
        assert judge(make(flat), metainfo) == 'blank'
        flat[::2] ^= 1  # what a decoder makes of a constant latent
        assert judge(make(flat), metainfo) == 'blank'
    faint = np.full((10, 10, 3), 40, np.uint8)
    faint[:, :5, 2] += 5  # varies in one channel by 2.5 around its mean
    assert judge(make(faint), metainfo) is None
    holes = np.ones((10, 10, 3), np.float32)
    holes[0, 0, 0] = np.nan
    assert judge(make(holes), metainfo) == 'not finite'
    nan = make(scores=dict(confidence=float('nan')))
    assert judge(nan, metainfo) == 'not finite'


@pytest.mark.parametrize('star, ring, prompted, any_, every', [
    (0, 0, (), True, True),
    (0, 0, ('star', ), False, False),
    (4, 5, ('star', ), False, False),  # 4 % is less than 5 %
    (5, 0, ('star', ), True, True),
    (5, 0, ('ring', 'star'), True, False),
    (4, 4, ('ring', 'star'), False, False),
    (5, 5, ('ring', 'star'), True, True),
])
def test_prompted_class(make, metainfo, star, ring, prompted, any_, every):
    for require, kept in (('any', any_), ('every', every)):
        judge = PromptedClassFilter(0.05, require)
        found = judge(make(labels=labels_with(star, ring), prompted=prompted),
                      metainfo)
        assert found == (None if kept else 'prompted class absent')


def test_prompted_class_of_no_pixel_is_absent(make, metainfo):
    judge = PromptedClassFilter(min_fraction=0)
    assert judge(make(labels=labels_with(0, 9)), metainfo) is not None
    assert judge(make(labels=labels_with(1, 9)), metainfo) is None


def test_prompted_class_among_objects(make, metainfo):
    """Labels of objects are told by thing_classes: 0 is the star. Masks of
    one class count together, and once where they overlap."""
    found = objects((0, slice(0, 4)), (0, slice(2, 6)), (1, slice(50, 55)))

    def reason(prompted, fraction, instances=found, require='every'):
        judge = PromptedClassFilter(fraction, require)
        return judge(make(instances=instances, prompted=prompted), metainfo)

    assert reason(('star', ), 0.06) is None
    assert reason(('star', ), 0.07) == 'prompted class absent'
    assert reason(('star', 'ring'), 0.06) == 'prompted class absent'
    assert reason(('star', 'ring'), 0.06, require='any') is None
    # No object can show the sky, so it is not missed.
    assert reason(('star', 'sky'), 0.05) is None
    assert reason(('star', ), 0, objects()) == 'prompted class absent'
    judge = ClassAreaFilter(per_class=dict(ring=(0.06, 1)))
    assert judge(make(instances=found), metainfo) == 'class too small'


def test_prompted_class_among_segments(make, metainfo):
    panoptic = np.zeros((10, 10), np.int32)
    panoptic[:2], panoptic[3], panoptic[5] = 7, 8, 9
    sample = make(panoptic=panoptic, prompted=('ring', 'sky'))
    sample.set_metainfo(dict(segments=[
        dict(id=7, label=2), dict(id=8, label=1), dict(id=9, label=1)]))
    for fraction, kept in ((0.2, True), (0.21, False)):
        reason = PromptedClassFilter(fraction, 'every')(sample, metainfo)
        assert (reason is None) is kept
    assert ClassAreaFilter(max_fraction=0.15)(
        sample, metainfo) == 'class too large'


@pytest.mark.parametrize('star, ring, options, reason', [
    (3, 20, dict(min_fraction=0.04), 'class too small'),
    (4, 20, dict(min_fraction=0.04), None),
    (0, 20, dict(min_fraction=0.04), None),  # absent, not small
    (30, 31, dict(max_fraction=0.3), 'class too large'),
    (30, 30, dict(max_fraction=0.3), None),
    (30, 2, dict(per_class=dict(ring=(0.03, 1))), 'class too small'),
    (30, 2, dict(per_class=dict(star=(0.03, 1))), None),
    # A class of its own range is free of the common one.
    (2, 20, dict(min_fraction=0.1, per_class=dict(star=(0, 0.05))), None),
    (0, 0, dict(max_fraction=0.9), None),  # background is exempt …
    (0, 0, dict(max_fraction=0.9, exempt=()), 'class too large'),
    (0, 0, dict(per_class=dict(background=(0, 0.9))), 'class too large'),
])
def test_class_area(make, metainfo, star, ring, options, reason):
    sample = make(labels=labels_with(star, ring))
    assert ClassAreaFilter(**options)(sample, metainfo) == reason


def test_ignored_pixels_belong_to_no_class(make, metainfo):
    sample = make(labels=labels_with(5, 0, void=50))
    assert ClassAreaFilter(max_fraction=0.4)(sample, metainfo) is None
    assert PromptedClassFilter(0.06)(sample, metainfo) is not None


@pytest.mark.parametrize('value, kept', [
    (0.5, True), (0.7, True), (0.49, False), (float('nan'), False)])
def test_confidence(make, metainfo, value, kept):
    judge = ConfidenceFilter(0.5, score='trust')
    assert judge(make(scores=dict(trust=value)), metainfo) == (
        None if kept else 'low trust')


@pytest.mark.parametrize('bounds, value, reason', [
    (dict(maximum=0.2), 0.2, None), (dict(maximum=0.2), -3., None),
    (dict(maximum=0.2), 0.21, 'high trust'),
    (dict(maximum=0.2), float('nan'), 'high trust'),
    (dict(threshold=0.1, maximum=0.2), 0.1, None),
    (dict(threshold=0.1, maximum=0.2), 0.09, 'low trust'),
    (dict(threshold=0.1, maximum=0.2), 0.3, 'high trust'),
    (dict(threshold=0.1, maximum=0.2), float('nan'), 'low trust'),
])
def test_scores_that_are_good_when_low(make, metainfo, bounds, value, reason):
    judge = ConfidenceFilter(score='trust', **bounds)
    assert judge(make(scores=dict(trust=value)), metainfo) == reason


@pytest.mark.parametrize('config, fields, words', [
    (dict(type='ConfidenceFilter', threshold=0.5, maximum=0.4), {},
     'threshold 0.5 and maximum 0.4: give one'),
    (dict(type='ConfidenceFilter'), {}, 'threshold None and maximum None'),
    (dict(type='PromptedClassFilter'), {},
     'PromptedClassFilter needs sem_seg, panoptic or the masks of instances, '
     'but sample 7 holds image'),
    (dict(type='ClassAreaFilter'), {}, 'ClassAreaFilter needs sem_seg'),
    (dict(type='ClassAreaFilter'), dict(instances=objects(boxes_only=True)),
     'ClassAreaFilter needs sem_seg'),
    (dict(type='PromptedClassFilter', require='most'), {},
     "require .* 'most'"),
    (dict(type='PromptedClassFilter', min_fraction=5), {},
     'min_fraction of PromptedClassFilter is 5'),
    (dict(type='ClassAreaFilter', min_fraction=-0.1), {}, 'from 0 to 1'),
    (dict(type='ClassAreaFilter', per_class=dict(star=(0.5, 0.2))), {},
     'swap them'),
    (dict(type='ClassAreaFilter', per_class=dict(star=(0.5, ))), {},
     r'\(min, max\)'),
    (dict(type='ClassAreaFilter', per_class=dict(moon=(0, 1))),
     dict(labels=labels_with(1, 1)), "'moon', which is not among the 3"),
    (dict(type='ConfidenceFilter', threshold=0.5), {},
     "score 'confidence', but sample 7 has none"),
    (dict(type='ConfidenceFilter', threshold=0.5, score='trust'),
     dict(scores=dict(doubt=1)), "'trust', but sample 7 has doubt"),
])
def test_bad_input(make, metainfo, config, fields, words):
    with pytest.raises(InputError, match=words):
        judge = TASK_UTILS.build(
            dict(config, type=f'mmflexgen.{config["type"]}'))
        judge(make(**fields), metainfo)
