"""Segments as outlines, and back."""

import numpy as np
import pytest

from mmflexgen.datasets.shapesworld.world import ShapesWorld
from mmflexgen.models.colour_codec import ColourCodec
from mmflexgen.models.colour_codec.instances import find_outlines
from mmflexgen.utils import InputError


def panoptic_quality(pairs):
    """PQ in percent over (ids, infos, found ids, found infos), all classes
    alike; segments match at an IoU above one half."""
    total, iou_sum = 0., 0.
    for ids, infos, found, found_infos in pairs:
        total += (len(infos) + len(found_infos)) / 2
        for info in infos:
            mask = ids == info['id']
            for other in found_infos:
                theirs = found == other['id']
                iou = (mask & theirs).sum() / (mask | theirs).sum()
                if other['label'] == info['label'] and iou > 0.5:
                    iou_sum += iou
    return 100 * iou_sum / total


def touching(size=48):
    """Four squares of class 0 that touch, in a stuff of class 1."""
    ids = np.full((size, size), 5, np.int32)
    ids[8:24, 8:24], ids[8:24, 24:34] = 1, 2
    ids[24:40, 8:20], ids[24:30, 20:40] = 3, 4
    return ids, [dict(id=i, label=0) for i in range(1, 5)] + [
        dict(id=5, label=1)]


@pytest.fixture(scope='module')
def codec():
    return ColourCodec(2, edge=True, num_things=1)


def test_outlines_lie_on_the_larger_segment():
    ids = np.array([[1, 1, 2, 2, 2, 2], [1, 1, 2, 2, 2, 2],
                    [0, 0, 2, 2, 2, 2]])
    assert find_outlines(ids, 1).astype(int).tolist() == [
        [0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 0, 0]]
    assert find_outlines(ids, 2).sum() == 6
    assert not find_outlines(np.where(ids == 1, 0, ids), 1).any()


@pytest.mark.parametrize('width', [1, 2])
def test_touching_things_come_back(codec, width):
    ids, infos = touching()
    codec = ColourCodec(2, edge=True, num_things=1, edge_width=width)
    image = codec.encode_panoptic(ids, infos)
    assert (image == codec.colours[codec.edge_row]).all(-1).any()
    found, found_infos = codec.decode_panoptic(image)
    assert found.dtype == np.int32
    assert [info['label'] for info in found_infos] == [0, 0, 0, 0, 1]
    # The same partition, whatever its numbers.
    pairs = np.unique(np.stack([ids, found]).reshape(2, -1), axis=1)
    assert pairs.shape[1] == 5


def test_gap_closes_broken_outlines():
    ids, infos = touching()
    image = ColourCodec(2, edge=True, num_things=1).encode_panoptic(
        ids, infos)
    for row in (12, 18):  # holes in the line between 1 and 2
        image[row, 20:28] = image[10, 10]
    counts = []
    for gap in (0, 1):
        codec = ColourCodec(2, edge=True, num_things=1, gap=gap)
        counts.append(len(codec.decode_panoptic(image)[1]))
    assert counts == [4, 5]


def test_void_stays_and_fringes_go(codec):
    ids, infos = touching()
    ids[40:, 30:] = 0
    image = codec.encode_panoptic(ids, infos)
    image[2, 5:40] = codec.colours[1]  # a line of class 0: no thing
    image[45, 3] = 0
    found, found_infos = codec.decode_panoptic(image)
    assert len(found_infos) == 5
    np.testing.assert_array_equal(found == 0, ids == 0)


def test_shapesworld():
    """Objects that hide each other; all of one class, so that every overlap
    is a case of touching instances of one class."""
    codec = ColourCodec(2, edge=True, num_things=1)
    world, pairs = ShapesWorld(0, 64), []
    for index in range(20):
        ids = world['val', index].rendered.ids.astype(np.int32)
        count = int(ids.max())
        ids[ids == 0] = count + 1
        infos = [dict(id=i, label=int(i > count))
                 for i in range(1, count + 2)]
        pairs.append((ids, infos, *codec.decode_panoptic(
            codec.encode_panoptic(ids, infos))))
    assert panoptic_quality(pairs) > 95


def test_empty_maps(codec):
    nothing = np.zeros((8, 8), np.int32)
    image = codec.encode_panoptic(nothing, [])
    assert not image.any()
    found, infos = codec.decode_panoptic(image)
    assert not found.any() and infos == []
    whole = np.full((8, 8), 7, np.int32)
    found, infos = codec.decode_panoptic(
        codec.encode_panoptic(whole, [dict(id=7, label=0)]))
    assert (found == 1).all() and infos == [dict(id=1, label=0)]
    lines = np.broadcast_to(codec.colours[codec.edge_row], (8, 8, 3)).copy()
    assert codec.decode_panoptic(lines)[1] == []


def test_bad_maps(codec):
    ids, infos = touching()
    with pytest.raises(InputError, match='segment 4, which segments_info'):
        codec.encode_panoptic(ids, infos[:3] + infos[4:])
    with pytest.raises(InputError, match='holds 2, but the classes'):
        codec.encode_panoptic(ids, infos[:4] + [dict(id=5, label=2)])
    plain = ColourCodec(2)
    with pytest.raises(InputError, match='edge=True'):
        plain.encode_panoptic(ids, infos)
    with pytest.raises(InputError, match='edge=True'):
        plain.decode_panoptic(np.zeros((4, 4, 3), np.uint8))
