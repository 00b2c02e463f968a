"""Samples made by hand."""

import numpy as np
import pytest

from mmflexgen.structures import SynthRequest, SynthSample


@pytest.fixture
def metainfo():
    return dict(classes=('background', 'star', 'ring'),
                thing_classes=('star', 'ring'), stuff_classes=('sky', ))


@pytest.fixture
def make():
    """A function that gives a sample of noise, 10 x 10 by default."""

    def sample(image=None, labels=None, prompted=('star', ), prompt='x',
               scores=None, **fields):
        rng = np.random.default_rng(0)
        noise = rng.integers(0, 256, (10, 10, 3), dtype=np.uint8)
        meta = dict(request=SynthRequest(7, 0, prompt, tuple(prompted)))
        if scores is not None:
            meta['scores'] = scores
        if labels is not None:
            fields['sem_seg'] = np.asarray(labels, np.uint8)
        return SynthSample(metainfo=meta,
                           image=noise if image is None else image, **fields)

    return sample
