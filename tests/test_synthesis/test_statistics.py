"""The statistics of a dataset."""

import pytest

from mmflexgen.synthesis import Statistics

CLASSES = ('background', 'star', 'ring')


def test_statistics_of_a_small_manifest():
    lines = {
        0: dict(id=0, classes=['star', 'ring'], size=[10, 20], rejects=[],
                pixels=dict(background=150, star=48, ring=1, ignore=1),
                scores=dict(confidence=0.5)),
        1: dict(id=1, classes=['ring'], size=[10, 20],
                rejects=[dict(attempt=0, seed=1, reason='blank')],
                pixels=dict(background=190, star=8, ring=2),
                scores=dict(confidence=0.7)),
        2: dict(id=2, unfilled=True, classes=['star'], rejects=[
            dict(attempt=a, seed=a, reason='blank') for a in range(2)]),
    }
    found = Statistics.gather(lines.values(), CLASSES)
    assert (found.accepted, found.unfilled) == (2, 1)
    assert found.rejects == dict(blank=3)
    assert found.sizes == {'20 x 10': 2}
    assert found.ignored == 1
    star, ring = found.classes['star'], found.classes['ring']
    # Present from 2 of 200 pixels on.
    assert (star.pixels, star.images, star.prompted, star.found,
            star.unasked) == (56, 2, 1, 1, 1)
    assert (ring.pixels, ring.images, ring.prompted, ring.found,
            ring.unasked) == (3, 1, 2, 1, 0)
    assert found.mean_scores() == dict(confidence=pytest.approx(0.6))
    assert '2 of 3 prompted classes' in '\n'.join(found.sentences())
