"""Cross-attention as a segmenter."""

import pytest
import torch
from torch.nn import functional as F

from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError


def _build(**kwargs):
    return MODELS.build(dict(
        type='mmflexgen.AttentionThreshold', feature_channels=[1, 1, 1],
        metainfo=dict(classes=('disc', 'background', 'ring')), **kwargs))


def _maps():
    """Two groups of three classes; the second image does not name a disc."""
    torch.manual_seed(0)
    maps = [torch.rand(2, 6, 2, 2), None, torch.rand(2, 6, 4, 4)]
    for each in (maps[0], maps[2]):
        each[:, [1, 4]] = 0
        each[1, [0, 3]] = 0
    return maps


def test_scores_by_hand():
    maps = _maps()
    found = _build(resolution=1)([], maps)
    for image, label, group in ((0, 0, 3), (0, 2, 5), (1, 2, 5)):
        mean = (maps[2][image, label] + maps[2][image, group]) / 2
        expected = (mean - mean.min()) / (mean.max() - mean.min())
        torch.testing.assert_close(found[image, label], expected)
    assert not found[:, 1].any() and not found[1, 0].any()
    coarse = F.interpolate(_build(resolution=0)([], maps), (4, 4),
                           mode='bilinear')
    torch.testing.assert_close(_build()([], maps), (found + coarse) / 2)


def test_highest_above_the_threshold_wins():
    decoder = _build(threshold=0.6)
    assert decoder.head is decoder and decoder.per_class
    scores = torch.tensor([[[.7, .5, .9]], [[0., 0., 0.]], [[.8, .1, .2]]])
    found = decoder.predict(scores[None], 0, lambda maps: maps.clone())
    assert found['pred_sem_seg'].data.tolist() == [[[2, 1, 0]]]
    assert decoder.annotation(found)[0].tolist() == [[2, 1, 0]]
    bound = decoder.predict(scores[None], 0, lambda maps: maps.clone(),
                            {'ring'})
    assert bound['pred_sem_seg'].data.tolist() == [[[2, 1, 1]]]


def test_there_is_nothing_to_train():
    with pytest.raises(InputError, match='has nothing to train'):
        _build().loss([], _maps(), [], (4, 4), [])
