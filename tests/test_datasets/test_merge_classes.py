"""Several classes become one."""

import numpy as np
import pytest

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError

METAINFO = dict(classes=('background', 'disc', 'ring', 'star', 'cross'))


def _build(**options):
    return TRANSFORMS.build({**dict(
        type='mmflexgen.MergeClasses', classes=['round', 'spiky', 'rest'],
        groups=dict(spiky=['star', 'cross'], round=['disc', 'ring']),
        metainfo=METAINFO), **options})


@pytest.mark.parametrize('options, expected', [
    ({}, [255, 0, 0, 1, 1]), (dict(others='rest'), [2, 0, 0, 1, 1]),
    (dict(others='round'), [0, 0, 0, 1, 1]),
    (dict(groups=dict(rest=['star'])), [255, 255, 255, 2, 255])])
def test_labels_by_pixel(options, expected):
    """Labels follow `classes`, not the order of the groups."""
    rng = np.random.default_rng(0)
    old = rng.choice([0, 1, 2, 3, 4, 255], (16, 16)).astype(np.uint8)
    kept = old.copy()
    new = _build(**options)(dict(gt_seg_map=old))['gt_seg_map']
    assert new.dtype == np.uint8
    for before, after in zip(kept.ravel(), new.ravel()):
        assert after == (255 if before == 255 else expected[before])
    np.testing.assert_array_equal(old, kept)


def test_as_many_classes_as_labels_fit():
    """The last of 256 is not mistaken for pixels that do not count."""
    merge = _build(metainfo=dict(classes=[str(n) for n in range(256)]),
                   groups=dict(spiky=['7']), others='rest')
    assert merge.table.tolist() == [1 if n == 7 else 2
                                    for n in range(255)] + [255]


def test_bad_input_is_named():
    with pytest.raises(InputError, match="names 'moon', which is no class"):
        _build(groups=dict(round=['moon']))
    with pytest.raises(InputError, match="a group 'flat', which is none of"):
        _build(groups=dict(flat=['disc']))
    with pytest.raises(InputError, match="a group 'else', which is none of"):
        _build(others='else')
    with pytest.raises(InputError, match="'disc' in the groups 'round' and"):
        _build(groups=dict(round=['disc'], spiky=['disc']))
    with pytest.raises(InputError, match="MergeClasses is 'mmseg.NoData'"):
        _build(metainfo='mmseg.NoData')
