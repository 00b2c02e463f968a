"""Palette, table, codec and healing against independent calculations."""

import hashlib
import itertools
import json

import numpy as np
import pytest

from mmflexgen.models.colour_codec import (ColourCodec, minimum_distance,
                                           separated_palette)
from mmflexgen.models.colour_codec.lookup import nearest_table, pack
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError


def brute_force(image, colours, radius):
    """Distance to every colour for every pixel."""
    distances = np.linalg.norm(
        image[..., None, :].astype(float) - colours, axis=-1)
    rows = distances.argmin(-1)
    rows[distances.min(-1) > radius] = 0
    return rows


def blobs(num_classes, size=64, seed=0, ignore=255):
    """A Voronoi map with an ignored corner."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, size, (25, 2))
    labels = rng.integers(0, num_classes, 25)
    places = np.stack(np.mgrid[:size, :size], -1)
    distance = ((places[:, :, None] - points) ** 2).sum(-1)
    result = labels[distance.argmin(-1)]
    result[:10, :20] = ignore
    return result


# Best known packings of n points in a cube (one of them is black here),
# times 255: sqrt(2), 1, 1/sqrt(2), 0.625; and face-centred lattices.
@pytest.mark.parametrize('count, asked', [
    (1, 441), (3, 360), (7, 255), (13, 179), (14, 158.5), (62, 89),
    (150, 59), (171, 59), (172, 56)])
def test_palette_is_separated(count, asked):
    palette = separated_palette(count)
    assert palette.shape == (count, 3) and palette.dtype == np.uint8
    points = [(0, 0, 0), *palette.tolist()]
    least = min(np.linalg.norm(np.subtract(a, b))
                for a, b in itertools.combinations(points, 2))
    assert least >= asked
    assert minimum_distance(palette) == pytest.approx(least)


def test_palette_never_changes():
    """Datasets on disk depend on these."""
    separated_palette.__globals__['_search'].cache_clear()
    assert separated_palette(4).tolist() == [
        [255, 255, 255], [0, 128, 255], [128, 255, 0], [255, 0, 128]]
    digest = hashlib.sha256(separated_palette(171).tobytes()).hexdigest()
    assert digest[:16] == '83d12562cccb2952'


@pytest.mark.parametrize('count', [0, 1001])
def test_palette_of_impossible_size(count):
    with pytest.raises(InputError, match=f'{count} colours'):
        separated_palette(count)


@pytest.mark.parametrize('count, radius', [(5, 0.75), (172, 0.6), (300, 9)])
def test_table_is_exact(count, radius):
    rng = np.random.default_rng(count)
    # Random colours: neighbours at all distances, no symmetry.
    colours = np.unique(rng.integers(0, 256, (count, 3)), axis=0)
    rng.shuffle(colours)
    radius *= minimum_distance(colours) + 20
    image = rng.integers(0, 256, (320, 30, 3)).astype(np.uint8)
    image[:len(colours), 0] = colours
    image[0, 1:9] = list(itertools.product((0, 255), repeat=3))
    table = nearest_table(colours, radius)
    assert table.dtype == (np.uint8 if len(colours) <= 256 else np.uint16)
    np.testing.assert_array_equal(table[pack(image)],
                                  brute_force(image, colours, radius))


@pytest.mark.parametrize('num_classes, ignore, edge', [
    (1, 255, False), (13, 255, True), (171, 255, True), (300, 65535, False)])
def test_round_trip(num_classes, ignore, edge):
    codec = TASK_UTILS.build(dict(
        type='mmflexgen.ColourCodec', num_classes=num_classes,
        ignore_index=ignore, edge=edge))
    labels = blobs(num_classes, ignore=ignore)
    image = codec.encode(labels)
    assert image.dtype == np.uint8 and image.shape == (64, 64, 3)
    assert (image[labels == ignore] == 0).all()
    decoded = codec.decode(image)
    assert decoded.dtype == (np.uint8 if ignore < 256 else np.uint16)
    np.testing.assert_array_equal(decoded, labels)
    np.testing.assert_array_equal(codec.heal(decoded), labels)


def test_noise_within_half_the_distance_changes_nothing():
    codec = ColourCodec(150)
    labels = blobs(150)
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(*labels.shape, 3))
    noise *= 0.49 * codec.min_distance / np.linalg.norm(
        noise, axis=-1, keepdims=True)
    # Towards zero: rounding must not lengthen the step.
    noisy = np.clip(codec.encode(labels) + np.trunc(noise), 0, 255)
    np.testing.assert_array_equal(codec.decode(noisy.astype(np.uint8)),
                                  labels)


def test_far_and_edge_colours_are_ignored():
    codec = ColourCodec(3, radius=0.3, edge=True)
    image = np.zeros((1, 3, 3), np.uint8)
    image[0, 0] = codec.colours[codec.edge_row]
    image[0, 1] = codec.colours[1]
    image[0, 2] = codec.colours[1:3].mean(0)
    assert codec.decode(image).tolist() == [[255, 0, 255]]
    assert codec.decode_rows(image).tolist() == [[codec.edge_row, 1, 0]]
    image[0, 0] = 10  # nearest to black: ignored, and near to a colour
    assert codec.decode(image).tolist() == [[255, 0, 255]]
    assert codec.near_to_none(image).tolist() == [[False, False, True]]


def test_healing():
    codec = ColourCodec(5, speck=5, sliver=2)
    labels = np.zeros((30, 30), np.uint8)
    labels[:, 15:] = 1
    expected = labels.copy()
    labels[4:6, 4:6] = 3  # a speck of 4 pixels
    labels[20, 20] = 255
    labels[:, 14:16] = 255  # a sliver between two classes
    labels[10:16, 20:26] = expected[10:16, 20:26] = 255  # a wide area
    labels[25:27, 2:5] = expected[25:27, 2:5] = 2  # 6 pixels: no speck
    np.testing.assert_array_equal(codec.heal(labels), expected)
    nothing = np.full((4, 4), 255, np.uint8)
    np.testing.assert_array_equal(codec.heal(nothing), nothing)


def test_palette_file(tmp_path):
    path = tmp_path / 'palette.json'
    names = ('a', 'b', 'c')
    codec = ColourCodec(3, edge=True, classes=names)
    codec.save(path)
    assert json.loads(path.read_text())['ignore'] == [0, 0, 0]
    again = ColourCodec(3, edge=True, palette=path, classes=names)
    np.testing.assert_array_equal(again.colours, codec.colours)
    assert again.edge_row == codec.edge_row == 4
    again.save(tmp_path / 'again.json')
    assert (tmp_path / 'again.json').read_bytes() == path.read_bytes()
    with pytest.raises(InputError, match='3 classes, but the codec has 4'):
        ColourCodec(4, palette=path)
    with pytest.raises(InputError, match="class 1 is 'b' there and 'x' here"):
        ColourCodec(3, palette=path, classes=('a', 'x', 'c'))
    ColourCodec(3).save(path)
    # A file that names no classes takes those of whoever reads it.
    named = ColourCodec(3, palette=path, classes=names)
    assert named.palette_file.classes == names
    assert ColourCodec(3, palette=path).palette_file.classes is None
    with pytest.raises(InputError, match='no edge colour'):
        ColourCodec(3, palette=path, edge=True)


@pytest.mark.parametrize('content, message', [
    ('{', 'not JSON'), ('[]', 'no list of colours'),
    ('{"colours": [[1, 2, 3], [1, 2, 3]]}', 'names a colour twice'),
    ('{"colours": [[1, 2, 3], [0, 0, 0]]}', 'or black'),
    ('{"colours": [[1, 2, 3], [1, 2]]}', 'three whole numbers'),
    ('{"colours": [[1, 2, 3], [1, 2, 256]]}', 'three whole numbers'),
    ('{"colours": [[1, 2, 3], [1, 2, 0.5]]}', 'three whole numbers')])
def test_broken_palette_file(tmp_path, content, message):
    path = tmp_path / 'palette.json'
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        ColourCodec(2, palette=path)
    with pytest.raises(InputError, match='cannot be read'):
        ColourCodec(2, palette=tmp_path / 'none.json')


@pytest.mark.parametrize('labels, message', [
    (np.full((2, 2), 5), 'holds 5, but the classes .* are 0 to 4'),
    (np.full((2, 2), -1), 'holds -1'),
    (np.full((2, 2), 65536 + 1), 'holds 65537'),
    (np.zeros((2, 2)), 'float64'),
    (np.zeros((2, 2, 1), int), r'\(2, 2, 1\)'),
    ([[0]], 'a list')])
def test_bad_labels(labels, message):
    with pytest.raises(InputError, match=message):
        ColourCodec(5).encode(labels)


@pytest.mark.parametrize('image', [
    np.zeros((2, 2, 3)), np.zeros((2, 2), np.uint8),
    np.zeros((2, 2, 4), np.uint8)])
def test_bad_colour_map(image):
    with pytest.raises(InputError, match=r'uint8 array \(H, W, 3\)'):
        ColourCodec(5).decode(image)


@pytest.mark.parametrize('kwargs, message', [
    (dict(ignore_index=4), '5 to 65535'), (dict(ignore_index=-1), '65535'),
    (dict(radius=0), 'above 0'), (dict(classes=['a']), '1 class names')])
def test_bad_settings(kwargs, message):
    with pytest.raises(InputError, match=message):
        ColourCodec(5, **kwargs)
