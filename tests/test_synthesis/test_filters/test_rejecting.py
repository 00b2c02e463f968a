"""Filters that look at the image, the areas and the scores."""

import numpy as np
import pytest

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


def test_blank(make, classes):
    judge = BlankFilter()
    assert judge(make(), classes) is None
    for grey in (0, 128, 255):
        flat = np.full((10, 10, 3), grey, np.uint8)
        assert judge(make(flat), classes) == 'blank'
        flat[::2] ^= 1  # what a decoder makes of a constant latent
        assert judge(make(flat), classes) == 'blank'
    faint = np.full((10, 10, 3), 40, np.uint8)
    faint[:, :5, 2] += 5  # varies in one channel by 2.5 around its mean
    assert judge(make(faint), classes) is None
    holes = np.ones((10, 10, 3), np.float32)
    holes[0, 0, 0] = np.nan
    assert judge(make(holes), classes) == 'not finite'
    nan = make(scores=dict(confidence=float('nan')))
    assert judge(nan, classes) == 'not finite'


@pytest.mark.parametrize('star, ring, prompted, any_, every', [
    (0, 0, (), True, True),
    (0, 0, ('star', ), False, False),
    (4, 5, ('star', ), False, False),  # 4 % is less than 5 %
    (5, 0, ('star', ), True, True),
    (5, 0, ('ring', 'star'), True, False),
    (4, 4, ('ring', 'star'), False, False),
    (5, 5, ('ring', 'star'), True, True),
])
def test_prompted_class(make, classes, star, ring, prompted, any_, every):
    for require, kept in (('any', any_), ('every', every)):
        judge = PromptedClassFilter(0.05, require)
        found = judge(make(labels=labels_with(star, ring), prompted=prompted),
                      classes)
        assert found == (None if kept else 'prompted class absent')


def test_prompted_class_of_no_pixel_is_absent(make, classes):
    judge = PromptedClassFilter(min_fraction=0)
    assert judge(make(labels=labels_with(0, 9)), classes) is not None
    assert judge(make(labels=labels_with(1, 9)), classes) is None


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
def test_class_area(make, classes, star, ring, options, reason):
    sample = make(labels=labels_with(star, ring))
    assert ClassAreaFilter(**options)(sample, classes) == reason


def test_ignored_pixels_belong_to_no_class(make, classes):
    sample = make(labels=labels_with(5, 0, void=50))
    assert ClassAreaFilter(max_fraction=0.4)(sample, classes) is None
    assert PromptedClassFilter(0.06)(sample, classes) is not None


@pytest.mark.parametrize('value, kept', [
    (0.5, True), (0.7, True), (0.49, False), (float('nan'), False)])
def test_confidence(make, classes, value, kept):
    judge = ConfidenceFilter(0.5, score='trust')
    assert judge(make(scores=dict(trust=value)), classes) == (
        None if kept else 'low trust')


@pytest.mark.parametrize('config, fields, words', [
    (dict(type='PromptedClassFilter'), {},
     'PromptedClassFilter needs sem_seg, but sample 7 holds image'),
    (dict(type='ClassAreaFilter'), {}, 'ClassAreaFilter needs sem_seg'),
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
def test_bad_input(make, classes, config, fields, words):
    with pytest.raises(InputError, match=words):
        judge = TASK_UTILS.build(
            dict(config, type=f'mmflexgen.{config["type"]}'))
        judge(make(**fields), classes)
