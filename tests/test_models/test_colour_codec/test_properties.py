"""What holds for every palette and every map."""

import itertools
import json
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage

from mmflexgen.models.colour_codec import (ColourCodec, minimum_distance,
                                           separated_palette)

SEEDS = st.integers(0, 2**32 - 1)
SIDES = st.integers(1, 16)


def examples(count):
    """The same ones in every run, and nothing written for the next."""
    return settings(max_examples=count, derandomize=True, deadline=None,
                    database=None)


@pytest.fixture(scope='module')
def any_codec(tmp_path_factory):
    """A function that gives a codec of random colours."""
    path = tmp_path_factory.mktemp('palette') / 'palette.json'

    def make(num_classes, seed, **options):
        rng = np.random.default_rng(seed)
        values = rng.choice(2**24 - 1, num_classes, replace=False) + 1
        colours = np.stack([values >> 16, values >> 8 & 255, values & 255], 1)
        path.write_text(json.dumps(dict(colours=colours.tolist())))
        return ColourCodec(num_classes, palette=path, **options)

    return make


@given(num_classes=st.integers(1, 400), seed=SEEDS, height=SIDES,
       width=SIDES)
@examples(8)
def test_every_map_comes_back(any_codec, num_classes, seed, height, width):
    """With ignored pixels, of 8 and of 16 bits."""
    ignore = 255 if num_classes <= 255 else 65535
    codec = any_codec(num_classes, seed, ignore_index=ignore)
    rng = np.random.default_rng(seed)
    labels = rng.choice([*range(num_classes), ignore], (height, width))
    assert np.array_equal(codec.decode(codec.encode(labels)), labels)


@given(num_classes=st.integers(1, 40), seed=SEEDS,
       radius=st.floats(0.05, 3.))
@examples(8)
def test_decoding_is_the_search_for_the_nearest(any_codec, num_classes, seed,
                                                radius):
    codec = any_codec(num_classes, seed, radius=radius)
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, (24, 25, 3)).astype(np.uint8)
    # Some near to the colours: at a small radius noise alone is near to none.
    near = codec.colours[rng.integers(0, len(codec.colours), (24, 12))]
    image[:, :12] = np.clip(near + rng.integers(-20, 21, near.shape), 0, 255)
    squares = ((image[:, :, None].astype(int) - codec.colours.astype(int))**2
               ).sum(-1)
    colours = np.vstack([np.zeros((1, 3)), codec.colours[1:]])
    least = min(np.linalg.norm(one - other) for one, other in
                itertools.combinations(colours, 2))
    far = np.sqrt(squares.min(-1)) > radius * least
    labels = np.array([255, *range(num_classes)])[squares.argmin(-1)]
    assert np.array_equal(codec.decode(image), np.where(far, 255, labels))
    assert np.array_equal(codec.near_to_none(image), far)


@given(num_classes=st.integers(1, 12), seed=SEEDS,
       radius=st.floats(0.5, 2.))
@examples(8)
def test_noise_below_half_the_distance_changes_nothing(any_codec, num_classes,
                                                       seed, radius):
    codec = any_codec(num_classes, seed, radius=radius)
    rng = np.random.default_rng(seed)
    labels = rng.choice([*range(num_classes), 255], (20, 20))
    noise = rng.normal(size=(20, 20, 3))
    noise *= 0.499 * codec.min_distance / np.linalg.norm(
        noise, axis=-1, keepdims=True)
    # Neither rounding towards zero nor the end of the range lengthens it.
    noisy = np.clip(codec.encode(labels) + np.trunc(noise), 0, 255)
    assert np.array_equal(codec.decode(noisy.astype(np.uint8)), labels)


@given(labels=st.tuples(SIDES, SIDES).flatmap(lambda size: arrays(
    np.uint8, size, elements=st.sampled_from([0, 1, 2, 255]))),
       speck=st.integers(0, 9), sliver=st.integers(0, 3))
@examples(150)
def test_healing_invents_nothing_and_keeps_what_is_sound(labels, speck,
                                                         sliver):
    healed = codec_of_three(speck, sliver).heal(labels)
    assert healed.dtype == labels.dtype
    assert set(np.unique(healed)) <= set(np.unique(labels))
    small = np.zeros(labels.shape, bool)
    for label in np.unique(labels):
        pieces, count = ndimage.label(labels == label, np.ones((3, 3)))
        sizes = np.bincount(pieces.ravel(), minlength=count + 1)
        small |= (labels == label) & (sizes[pieces] < speck)
    changed = healed != labels
    assert not (changed & ~small & (labels != 255)).any()
    if not sliver:
        assert not (changed & ~small).any()
    # Nothing to mend: a fixed point.
    if not small.any() and not (sliver and (labels == 255).any()):
        assert not changed.any()


@lru_cache(maxsize=None)
def codec_of_three(speck, sliver):
    return ColourCodec(3, speck=speck, sliver=sliver)


@lru_cache(maxsize=None)
def outlining(width):
    """Things 0 and 1, stuff 2 and 3."""
    return ColourCodec(4, edge=True, num_things=2, edge_width=width)


@given(boxes=st.lists(st.tuples(*[st.integers(0, 4)] * 2, *[st.integers(3, 8)
                                                            ] * 2,
                                st.integers(0, 1)), min_size=9, max_size=9),
       split=st.integers(0, 2), width=st.integers(1, 2))
@examples(40)
def test_separated_segments_come_back(boxes, split, width):
    """Nine things that do not touch, before one or two areas of stuff."""
    ids = np.full((54, 54), 100, np.int32)
    infos = [dict(id=100, label=2)]
    if split:  # a strip at the side, no thing near
        ids[:, :6 * split] = 200
        infos.append(dict(id=200, label=3))
    field = np.pad(ids, ((0, 0), (0, 12)), mode='edge')
    for number, (top, left, height, length, label) in enumerate(boxes, 1):
        row = 18 * ((number - 1) // 3) + 3 + top
        column = 18 * ((number - 1) % 3) + 15 + left
        field[row:row + height, column:column + length] = number
        infos.append(dict(id=number, label=label))
    codec = outlining(width)
    found, found_infos = codec.decode_panoptic(
        codec.encode_panoptic(field, infos))
    pairs = np.unique(np.stack([field, found]).reshape(2, -1), axis=1)
    assert pairs.shape[1] == len(infos) == len(found_infos)
    labels = {info['id']: info['label'] for info in infos}
    theirs = {info['id']: info['label'] for info in found_infos}
    assert all(labels[one] == theirs[other] for one, other in pairs.T)


@given(count=st.integers(1, 150))
@examples(6)
def test_a_palette_is_no_worse_than_the_plain_lattice(count):
    """Cubes of m x m x m points hold as many colours with black."""
    palette = separated_palette(count)
    points = np.vstack([np.zeros((1, 3)), palette])
    least = min(np.linalg.norm(one - other) for one, other in
                itertools.combinations(points, 2))
    assert minimum_distance(palette) == pytest.approx(least)
    side = next(m for m in range(2, 99) if m**3 >= count + 1)
    assert least >= 255 // (side - 1)
    # The first colour is the farthest from black, and so on.
    nearest = [np.linalg.norm(points[:row] - points[row], axis=1).min()
               for row in range(1, len(points))]
    assert all(one >= other for one, other in zip(nearest, nearest[1:]))
