"""Labels against the composition that was asked for."""

import numpy as np
import pytest
from mmengine.structures import InstanceData

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import Composition, SynthRequest
from mmflexgen.synthesis.filters import CompositionFilter
from mmflexgen.synthesis.filters.composition import extent
from mmflexgen.utils import InputError

SCENE = Composition(((0., 0., 0.5, 0.5), (0.4, 0.4, 1., 1.)),
                    ('star', 'ring'))


@pytest.fixture
def asked(make):
    """A function that gives a sample drawn for a composition."""

    def sample(composition=SCENE, **fields):
        result = make(**fields)
        result.set_metainfo(dict(request=SynthRequest(
            7, 0, '', (), composition=composition)))
        return result

    return sample


def scene_labels(star=(0, 0, 5, 5), ring=(4, 4, 10, 10)):
    labels = np.zeros((10, 10), np.uint8)
    for value, (left, top, right, bottom) in ((1, star), (2, ring)):
        labels[top:bottom, left:right] = value
    return labels


def as_kind(kind, labels):
    """The same things in other labels."""
    if kind == 'sem_seg':
        return dict(labels=labels)
    if kind == 'panoptic':
        ids = np.where(labels > 0, labels + 10, 0).astype(np.int32)
        segments = [dict(id=value + 10, label=value - 1)
                    for value in (1, 2) if (labels == value).any()]
        return dict(panoptic=ids, segments=segments)
    found = [value for value in (1, 2) if (labels == value).any()]
    return dict(instances=InstanceData(
        labels=np.array(found, np.int64) - 1,
        masks=np.array([labels == value for value in found],
                       bool).reshape(-1, 10, 10)))


@pytest.mark.parametrize('kind', ['sem_seg', 'panoptic', 'instances'])
@pytest.mark.parametrize('labels,reason', [
    (scene_labels(), None),
    (scene_labels(star=(0, 0, 5, 2)), 'object absent'),      # 40 % of it
    (scene_labels(star=(0, 0, 5, 3)), None),                 # 60 %
    (scene_labels(star=(5, 0, 10, 4)), 'object absent'),     # elsewhere
    (scene_labels(star=(0, 0, 0, 0)), 'object absent'),
    (scene_labels(ring=(0, 0, 10, 10)), 'object absent'),    # star covered
])
def test_objects_in_their_boxes(asked, metainfo, kind, labels, reason):
    fields = as_kind(kind, labels)
    segments = fields.pop('segments', None)
    sample = asked(**fields)
    if segments is not None:
        sample.set_metainfo(dict(segments=segments))
    judge = TASK_UTILS.build(dict(type='mmflexgen.CompositionFilter'))
    assert judge(sample, metainfo) == reason


def test_all_kinds_are_judged(asked, metainfo):
    judge = CompositionFilter()
    whole, half = scene_labels(), scene_labels(star=(0, 0, 0, 0))
    for one, other in ((whole, half), (half, whole)):
        sample = asked(labels=one, **as_kind('instances', other))
        assert judge(sample, metainfo) == 'object absent'
    sample = asked(labels=whole, **as_kind('instances', whole))
    assert judge(sample, metainfo) is None


def test_a_thin_shape_fills_its_box(asked, metainfo):
    labels = scene_labels(ring=(0, 0, 0, 0))
    for step in range(4, 10):
        labels[step, step] = labels[step, 13 - step] = 2
    judge = CompositionFilter(min_extent=1.)
    assert judge(asked(labels=labels), metainfo) is None
    labels[9] = 0
    assert judge(asked(labels=labels), metainfo) == 'object absent'


def test_two_objects_of_a_category_have_boxes_of_their_own(asked, metainfo):
    scene = Composition(((0., 0., 0.5, 0.5), (0.5, 0.5, 1., 1.)),
                        ('star', 'star'))
    judge = CompositionFilter()
    labels = scene_labels(ring=(0, 0, 0, 0))
    assert judge(asked(scene, labels=labels), metainfo) == 'object absent'
    labels[5:, 5:] = 1
    assert judge(asked(scene, labels=labels), metainfo) is None


def test_what_labels_cannot_say_is_not_judged(asked, metainfo):
    scene = Composition(((0., 0., 0.5, 0.5), ), ('mushroom', ))
    judge = CompositionFilter()
    assert judge(asked(scene, labels=scene_labels()), metainfo) is None
    assert judge(asked(Composition(), labels=scene_labels()),
                 metainfo) is None


def test_extent_against_a_loop_over_pixels():
    rng = np.random.default_rng(0)
    for _ in range(50):
        mask = rng.random((12, 9)) < 0.1
        x1, x2, y1, y2 = *np.sort(rng.choice(10, 2, replace=False)), *np.sort(
            rng.choice(13, 2, replace=False))
        points = [(x, y) for y in range(y1, y2) for x in range(x1, x2)
                  if mask[y, x]]
        expected = 0.
        if points:
            columns, rows = zip(*points)
            expected = ((max(columns) - min(columns) + 1)
                        * (max(rows) - min(rows) + 1)
                        / ((x2 - x1) * (y2 - y1)))
        assert extent(mask, (x1 / 9, y1 / 12, x2 / 9, y2 / 12)
                      ) == pytest.approx(expected)
    # Boxes between two pixels have one.
    assert extent(np.ones((4, 4), bool), (0.99, 0.99, 1., 1.)) == 1.


def test_bad_input(asked, make, metainfo):
    with pytest.raises(InputError, match='min_extent .* from 0 to 1'):
        CompositionFilter(min_extent=2)
    with pytest.raises(InputError, match='sample 7 was drawn without one'):
        CompositionFilter()(make(labels=scene_labels()), metainfo)
    with pytest.raises(InputError, match='CompositionFilter needs sem_seg'):
        CompositionFilter()(asked(depth=np.ones((10, 10))), metainfo)
