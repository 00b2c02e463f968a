"""Labels taken out of training."""

import numpy as np
import pytest
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample

from mmflexgen.models.generators.named_classes import named_classes
from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError

METAINFO = dict(classes=('background', 'disc', 'ring', 'star'))


def _build(*classes, metainfo=METAINFO):
    return TRANSFORMS.build(dict(type='mmflexgen.IgnoreClasses',
                                 classes=classes, metainfo=metainfo))


def test_pixels_become_ignored_and_the_class_unnamed():
    rng = np.random.default_rng(0)
    seg = rng.choice([0, 1, 2, 3, 255], (16, 16)).astype(np.uint8)
    kept = seg.copy()
    found = _build('disc', 'star').transform(dict(gt_seg_map=seg))
    label = found['gt_seg_map']
    assert label.dtype == np.uint8
    for row in range(16):
        for column in range(16):
            old = kept[row, column]
            assert label[row, column] == (255 if old in (1, 3) else old)
    np.testing.assert_array_equal(seg, kept)
    sample = SegDataSample(gt_sem_seg=PixelData(data=label[None]))
    sample.gt_sem_seg = sample.gt_sem_seg.to_tensor()
    assert named_classes(sample, METAINFO) == ['ring']


def test_classes_of_a_dataset():
    transform = _build('pottedplant', 'tvmonitor',
                       metainfo='mmseg.PascalVOCDataset')
    assert transform.labels == [16, 20]


def test_bad_input_is_named():
    with pytest.raises(InputError, match="names 'dog', which is no class"):
        _build('disc', 'dog')
    with pytest.raises(InputError, match="'mmseg.NoData', which is no reg"):
        _build('disc', metainfo='mmseg.NoData')
