"""Cut-outs: what the tiny SAM is trained on."""

import numpy as np
import pytest
import torch

from mmflexgen.datasets.cutouts import SILHOUETTES, TEXTURES, draw_cutouts
from mmflexgen.datasets.shapesworld.classes import CLASSES
from mmflexgen.datasets.shapesworld.domains import DOMAINS
from mmflexgen.datasets.shapesworld.rasterize import rasterize
from mmflexgen.datasets.shapesworld.shapes import SHAPES
from mmflexgen.registry import DATASETS


def test_nothing_is_called_as_in_shapesworld():
    assert not set(SILHOUETTES) & {*CLASSES, *SHAPES}
    for domain in DOMAINS.values():
        assert not set(TEXTURES) & set(domain.textures)


@pytest.mark.parametrize('name', SILHOUETTES)
def test_silhouettes_have_a_body(name):
    """An area, and what winds once is what winds at all: no part of an
    outline cuts a hole where it should add."""
    for seed in range(10):
        outline = SILHOUETTES[name](np.random.default_rng(seed))
        parts = [p / 2 + 0.5 for p in outline]
        area = rasterize(parts, 32).astype(float).mean() / 16 * 4
        assert 0.08 < area < 1.3, seed
        assert np.abs(np.concatenate(outline)).max() < 1
        if name in ('twig', 'worm', 'leaf'):
            largest = max(rasterize([p], 32).astype(float).mean()
                          for p in parts) / 16 * 4
            assert area >= largest - 1e-9


def test_scenes_follow_from_their_seed():
    first, again, other = (draw_cutouts(seed)
                           for seed in ((1, 2), (1, 2), (1, 3)))
    np.testing.assert_array_equal(first.image, again.image)
    np.testing.assert_array_equal(first.masks, again.masks)
    assert (first.image != other.image).any()


def test_masks_are_apart_and_large_enough():
    for seed in range(20):
        scene = draw_cutouts((seed, ))
        assert scene.masks.sum(axis=0).max() == 1
        assert (scene.masks.mean(axis=(1, 2)) >= 0.012).all()
        assert len(scene.kinds) == len(scene.masks) > 0


def test_points_ask_for_all_that_they_fall_on():
    dataset = DATASETS.build(dict(
        type='mmflexgen.CutoutPrompts', length=30, prompts=3, points=4,
        jitter=0., seed=5))
    several = 0
    for index in range(len(dataset)):
        scene = draw_cutouts((5, index))
        sample = dataset[index]
        np.testing.assert_array_equal(
            sample['inputs'].permute(1, 2, 0), scene.image)
        for points, mask in zip(*(sample['data_samples'][key]
                                  for key in ('points', 'masks'))):
            x, y = points.long().T
            hit = scene.masks[:, y, x].any(axis=1)
            assert len(set(scene.kinds[hit])) == 1
            several += hit.sum() > 1
            np.testing.assert_array_equal(mask, scene.masks[hit].any(axis=0))
    assert several


def test_prompts_follow_from_seed_and_index():
    config = dict(type='mmflexgen.CutoutPrompts', length=4)
    first, again = (DATASETS.build(config)[3] for _ in range(2))
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    points = first['data_samples']['points']
    assert points.shape == (4, 3, 2)
    assert points.min() >= 0 and points.max() <= 63
