"""Filters and the statistics of a dataset."""

import numpy as np
import pytest

from mmflexgen.structures import SynthRequest, SynthSample
from mmflexgen.synthesis import BlankFilter, EmptyLabelFilter, Statistics
from mmflexgen.synthesis.manifest import encode_lines

CLASSES = ('background', 'star', 'ring')


def sample(image=None, labels=None, classes=('star', ), **scores):
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (10, 10, 3), dtype=np.uint8)
    return SynthSample(
        metainfo=dict(request=SynthRequest(0, 0, 'x', classes),
                      scores=scores),
        image=noise if image is None else image,
        sem_seg=np.zeros((10, 10), np.uint8) if labels is None else labels)


def test_blank_filter():
    judge = BlankFilter()
    assert judge(sample(), CLASSES) is None
    for grey in (0, 128, 255):
        flat = np.full((10, 10, 3), grey, np.uint8)
        assert judge(sample(flat), CLASSES) == 'blank'
        flat[::2] ^= 1  # what a decoder makes of a constant latent
        assert judge(sample(flat), CLASSES) == 'blank'
    faint = np.full((10, 10, 3), 40, np.uint8)
    faint[:, :5, 2] += 5  # varies in one channel by 2.5 around its mean
    assert judge(sample(faint), CLASSES) is None
    holes = np.ones((10, 10, 3), np.float32)
    holes[0, 0, 0] = np.nan
    assert judge(sample(holes), CLASSES) == 'not finite'
    assert judge(sample(confidence=float('nan')), CLASSES) == 'not finite'


def test_empty_label_filter():
    judge = EmptyLabelFilter(min_fraction=0.05)
    labels = np.zeros((10, 10), np.uint8)
    assert judge(sample(labels=labels), CLASSES) == 'empty label'
    labels[0, :5] = 2  # not what the prompt names
    assert judge(sample(labels=labels), CLASSES) == 'empty label'
    labels[1, :4] = 1
    assert judge(sample(labels=labels), CLASSES) == 'empty label'
    labels[1, :5] = 1
    assert judge(sample(labels=labels), CLASSES) is None
    both = sample(labels=labels, classes=('ring', 'star'))
    assert judge(both, CLASSES) is None


def test_statistics_of_a_small_manifest(tmp_path):
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
    (tmp_path / 'manifest').mkdir()
    (tmp_path / 'manifest/shard_000000.jsonl').write_bytes(
        encode_lines(lines))
    found = Statistics.gather(tmp_path, CLASSES)
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
