"""Masks by a random walk."""

import warnings

import numpy as np
import pytest
import torch

from mmflexgen.models.freegen import soft_masks
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError


def build(**options):
    return TASK_UTILS.build(dict(type='mmflexgen.RandomWalkerLabeler',
                                 **options))


@pytest.fixture(autouse=True)
def nothing_is_warned_of():
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        yield


@pytest.fixture
def scene():
    """A red square on green, a rough response at its middle, the truth."""
    image = np.zeros((32, 32, 3), np.uint8)
    image[..., 1] = 150
    image[8:24, 8:24] = (200, 30, 30)
    noise = np.random.default_rng(0).integers(0, 8, image.shape, np.uint8)
    row, column = np.mgrid[:8, :8]
    response = np.exp(-((row - 3.5)**2 + (column - 3.5)**2) / 6)
    truth = np.zeros((32, 32), bool)
    truth[8:24, 8:24] = True
    return image + noise, response[None].astype(np.float32), truth


def chances(image, seeds, beta):
    """Of every pixel, to reach a 2 before a 1, by a dense linear system."""
    colours = image.reshape(-1, 3) / 255
    height, width = seeds.shape
    laplacian = np.zeros((height * width, ) * 2)
    for one in range(height * width):
        for other in ([one + 1] if (one + 1) % width else []) + (
                [one + width] if one + width < height * width else []):
            step = ((colours[one] - colours[other])**2).sum()
            weight = np.exp(-beta * step / (
                10 * colours.std() * 3**0.5)) + 1e-10
            laplacian[one, other] = laplacian[other, one] = -weight
    np.fill_diagonal(laplacian, -laplacian.sum(1))
    known = seeds.ravel() > 0
    found = (seeds.ravel() == 2).astype(float)
    found[~known] = np.linalg.solve(
        laplacian[np.ix_(~known, ~known)],
        -laplacian[np.ix_(~known, known)] @ found[known])
    return found.reshape(seeds.shape)


@pytest.mark.parametrize('beta', [50., 10_000.])
def test_a_walk_by_hand(beta):
    rng = np.random.default_rng(1)
    image = rng.integers(90, 120, (7, 9, 3), dtype=np.uint8)
    response = rng.random((1, 7, 9), dtype=np.float32)
    soft = (response - response.min()) / np.ptp(response)
    # About 0.4: outside below 0.5 * 0.4, inside from 0.4 + 0.75 * 0.6 on.
    seeds = (soft[0] < 0.2) + 2 * (soft[0] >= 0.85)
    expected = chances(image, seeds, beta)
    found = build(threshold=0.4, band=(0.5, 0.75), beta=beta).label(
        image, response)[0]
    clear = abs(expected - 0.5) > 1e-3
    assert clear.sum() > 55 and found.dtype == bool
    np.testing.assert_array_equal(found[clear], (expected > 0.5)[clear])
    assert (found != (soft[0] >= 0.4)).any()


def test_masks_follow_the_image(scene):
    image, response, truth = scene
    mask = build().label(image, response)[0]
    assert (mask & truth).sum() / (mask | truth).sum() > 0.97


def test_adaptive_walks_about_the_threshold_that_agrees(scene):
    image, response, _ = scene
    first = build(threshold=0.5).label(image, response)[0]
    soft = soft_masks(torch.from_numpy(response), (32, 32))[0].numpy()
    candidates = (0.7, 0.2, 0.4)
    best = max(candidates, key=lambda t: ((soft >= t) & first).sum()
               / ((soft >= t) | first).sum())
    assert best != candidates[0]
    found = build(candidates=candidates).label(image, response)
    np.testing.assert_array_equal(
        found, build(threshold=best).label(image, response))
    # Entities do not see each other.
    both = np.concatenate([response[:, ::-1]**3, response])
    np.testing.assert_array_equal(
        build(candidates=candidates).label(image, both)[1], found[0])


@pytest.fixture
def photo():
    """Two soft-edged discs on a slope of colours, 160 x 200, and their rough
    responses."""
    row, column = np.mgrid[:160, :200].astype(np.float32)
    image = np.stack([row / 2, column / 3, 90 - row / 4], -1)
    responses = []
    for centre, colour in (((60, 60), (230, 60, 40)),
                           ((100, 140), (40, 60, 230))):
        far = np.hypot(row - centre[0], column - centre[1])
        share = np.clip((34 - far) / 2, 0, 1)[..., None]
        image = image * (1 - share) + share * np.array(colour)
        coarse = far[4::8, 4::8]
        responses.append(np.exp(-(coarse / 34)**2))
    return image.astype(np.uint8), np.stack(responses).astype(np.float32)


@pytest.mark.parametrize('threshold', [0.4, 'adaptive'])
def test_a_smaller_walk_agrees_with_that_of_full_size(photo, threshold,
                                                      monkeypatch):
    from skimage import segmentation
    image, responses = photo
    walked, plain = [], segmentation.random_walker

    def watched(image, *args, **kwargs):
        walked.append(image.shape)
        return plain(image, *args, **kwargs)

    monkeypatch.setattr(segmentation, 'random_walker', watched)
    full = build(threshold=threshold).label(image, responses)
    assert set(walked) == {(160, 200, 3)}
    walked.clear()
    small = build(threshold=threshold, size=100).label(image, responses)
    assert set(walked) == {(80, 100, 3)} and small.shape == full.shape
    both, either = (full & small).sum((1, 2)), (full | small).sum((1, 2))
    assert (both / either > 0.98).all() and (full != small).any()
    # Not the steps of the smaller grid, repeated.
    assert (small[:, ::2] != small[:, 1::2]).any()
    np.testing.assert_array_equal(
        build(threshold=threshold, size=200).label(image, responses), full)


def test_nothing_guides_a_smaller_walk_either(photo):
    """The threshold decides at the image's own size."""
    image, responses = photo
    plain = soft_masks(torch.from_numpy(responses), (160, 200)).numpy() >= 0.5
    np.testing.assert_array_equal(build(threshold=0.5, size=40).label(
        np.full_like(image, 7), responses), plain)


@pytest.mark.parametrize('threshold', [0.5, 'adaptive'])
def test_where_nothing_guides_a_walk(scene, threshold):
    image, response, _ = scene
    walker = build(threshold=threshold, candidates=(0.5, ))
    plain = soft_masks(torch.from_numpy(response), (32, 32)).numpy() >= 0.5
    # One colour.
    np.testing.assert_array_equal(
        walker.label(np.full_like(image, 7), response), plain)
    # A map that is the same everywhere.
    assert not walker.label(image, np.full_like(response, 3.)).any()
    # No sure place of one kind: a pixel is the mean of four cells here.
    for sign in (1, -1):
        spike = np.zeros((1, 4, 4), np.float32)
        spike[0, 0, 0] = sign
        found = walker.label(image[7:9, 7:9], spike)
        assert found.tolist() == [[[sign < 0] * 2] * 2]
    # Nothing is undecided.
    step = np.repeat([[[0., 1.]]], 2, 1).astype(np.float32)
    assert walker.label(image[:2, 7:9], step).tolist() == [
        [[False, True]] * 2]
    # No entity.
    assert walker.label(image, response[:0]).shape == (0, 32, 32)


def test_bad_input(scene):
    image, response, _ = scene
    for wrong in ((image / 255., response), (image, response * np.nan)):
        with pytest.raises(InputError, match='RandomWalkerLabeler'):
            build().label(*wrong)
    for options in (dict(threshold=1), dict(threshold='otsu')):
        with pytest.raises(InputError, match='threshold of RandomWalker'):
            build(**options)
    with pytest.raises(InputError, match='size of RandomWalkerLabeler is 0'):
        build(size=0)
    for options in (dict(band=(0, 0.5)), dict(band=(0.5, 1)), dict(beta=0)):
        with pytest.raises(InputError, match='band of RandomWalkerLabeler'):
            build(**options)
