"""The agreement of mask and image by hand, with a segmenter that is known."""

import numpy as np
import pytest

from mmflexgen.synthesis.filters import AlignmentFilter
from mmflexgen.utils import InputError


class FakeSegmenter:
    """Reads the labels off the red channel."""

    num_classes = 3

    def __init__(self, config, checkpoint, device):
        pass

    def __call__(self, images):
        return [image[..., 0] for image in images]

    def check_classes(self, classes, where):
        if len(classes) != self.num_classes:
            raise InputError(f'{where} has {len(classes)} classes')


@pytest.fixture
def alignment(monkeypatch, tmp_path):
    monkeypatch.setattr('mmflexgen.evaluation.segmenter.Segmenter',
                        FakeSegmenter)
    config = tmp_path / 'config.py'
    config.write_text('model = dict()\n')
    return lambda **options: AlignmentFilter(str(config), 'x.pth', **options)


def test_score_is_the_mean_iou_of_the_classes_shown(alignment, make, metainfo):
    labels = np.zeros((10, 10), np.uint8)
    labels[2:6, 2:6] = 1
    labels[9] = 255
    image = np.zeros((10, 10, 3), np.uint8)
    image[2:6, 4:8, 0] = 1
    image[9, :, 0] = 2  # where nothing is labelled
    # Stars: 8 of 24 pixels; background: 66 of 82. Rings do not count.
    expected = (8 / 24 + 66 / 82) / 2
    sample = make(image=image, labels=labels)
    assert alignment(threshold=expected - 0.01)(sample, metainfo) is None
    assert sample.scores['alignment'] == pytest.approx(expected)
    assert alignment(threshold=expected + 0.01)(
        sample, metainfo) == 'not aligned'
    assert alignment()(sample, metainfo) is None


def test_nothing_labelled_agrees_with_nothing(alignment, make, metainfo):
    sample = make(labels=np.full((10, 10), 255))
    assert alignment()(sample, metainfo) is None
    assert sample.scores['alignment'] == 0
    assert alignment(threshold=0.1)(sample, metainfo) == 'not aligned'


def test_bad_input(alignment, make):
    with pytest.raises(InputError, match='threshold of AlignmentFilter'):
        alignment(threshold=1.5)
    with pytest.raises(InputError, match='2 classes'):
        alignment()(make(labels=np.zeros((10, 10))),
                    dict(classes=('background', 'star')))
