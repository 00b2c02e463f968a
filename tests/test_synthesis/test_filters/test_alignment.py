"""The agreement of mask and image by hand, with a segmenter that is known."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from mmengine.structures import PixelData

from mmflexgen.evaluation.segmenter import Segmenter
from mmflexgen.synthesis.filters import AlignmentFilter
from mmflexgen.utils import InputError


class FakeSegmenter(Segmenter):
    """Reads the labels off the red channel."""

    num_classes = 3
    classes = ()

    def __init__(self, config, checkpoint, device):
        self._places = np.arange(3)

    def predict(self, images):
        return [SimpleNamespace(pred_sem_seg=PixelData(
            data=torch.from_numpy(image[None, ..., 0] % np.int64(3))))
            for image in images]


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


@pytest.fixture
def panoptic(make):
    """Two stars, a ring and sky, in 10 x 10; a line of void."""
    ids = np.full((10, 10), 9, np.int32)
    ids[0:4, 0:4], ids[5:8, 0:4], ids[5:8, 5:9], ids[9] = 1, 2, 70000, 0
    sample = make(panoptic=ids)
    sample.set_metainfo(dict(segments=[
        dict(id=1, label=0), dict(id=2, label=0), dict(id=70000, label=1),
        dict(id=9, label=2)]))
    return sample


# Stars: 28 labelled; ring: 12; sky: 50. The segmenter finds one star, sees
# the other as sky, and sky in the ring's place.
FOUND = np.full((10, 10), 2)
FOUND[0:4, 0:4] = 0
FOUND[9] = 1  # where nothing is labelled
SCORE = (16 / 28 + 0 / 12 + 50 / 74) / 3


def test_segments_are_judged_by_their_classes(alignment, panoptic, metainfo):
    panoptic.image = FOUND[..., None].repeat(3, -1).astype(np.uint8)
    assert alignment(threshold=SCORE - 0.01)(panoptic, metainfo) is None
    assert panoptic.scores['alignment'] == pytest.approx(SCORE)
    assert alignment(threshold=SCORE + 0.01)(
        panoptic, metainfo) == 'not aligned'
    # A label map of the same sample goes first.
    panoptic.sem_seg = FOUND.astype(np.uint8)
    assert alignment()(panoptic, metainfo) is None
    assert panoptic.scores['alignment'] == 1


@pytest.mark.parametrize('order', [
    ('sky', 'star', 'ring'), ('ring', 'sky', 'star')])
def test_the_segmenter_s_classes_are_told_by_their_names(
        alignment, panoptic, metainfo, order, monkeypatch):
    """Panoptic labels have the background last, segmenters have it first."""
    names = ('star', 'ring', 'sky')
    said = np.array([order.index(name) for name in names])[FOUND]
    panoptic.image = said[..., None].repeat(3, -1).astype(np.uint8)
    monkeypatch.setattr(FakeSegmenter, 'classes', order)
    alignment()(panoptic, metainfo)
    assert panoptic.scores['alignment'] == pytest.approx(SCORE)


def test_bad_input(alignment, make, metainfo):
    with pytest.raises(InputError, match='needs sem_seg or panoptic'):
        alignment()(make(), metainfo)
    with pytest.raises(InputError, match='threshold of AlignmentFilter'):
        alignment(threshold=1.5)
    with pytest.raises(InputError, match='2 classes'):
        alignment()(make(labels=np.zeros((10, 10))),
                    dict(classes=('background', 'star')))
