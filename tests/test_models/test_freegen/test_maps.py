"""Soft masks, and what several say together."""

import numpy as np
import torch
import torch.nn.functional as F

from mmflexgen.models.freegen import compose, soft_masks, stretch


def test_stretch_and_size():
    maps = torch.randn(2, 3, 4, 4,
                       generator=torch.Generator().manual_seed(0))
    for b in range(2):
        for c in range(3):
            each = maps[b, c]
            expected = (each - each.min()) / (each.max() - each.min())
            torch.testing.assert_close(stretch(maps)[b, c], expected)
            torch.testing.assert_close(
                soft_masks(maps, (8, 12))[b, c],
                F.interpolate(expected[None, None], (8, 12),
                              mode='bilinear')[0, 0])
    assert not stretch(torch.full((1, 2, 2), 5.)).any()


def test_compose():
    masks = np.zeros((2, 2, 4), bool)
    masks[0, :, :3] = True
    masks[1, :, 2] = True
    responses = np.array([[[1, .5, .2, 0]] * 2, [[0, 0, 3, 1]] * 2],
                         np.float32)
    found = compose(masks, responses, [4, 7], 0)
    assert found.tolist() == [[4, 4, 7, 0]] * 2
    assert found.dtype == np.uint8
    # The highest soft masks are 1, 0.5, 1 and 1/3.
    found = compose(masks, responses, [4, 7], 0, uncertain=(0.3, 0.6))
    assert found.tolist() == [[4, 255, 7, 255]] * 2
    nothing = compose(np.zeros((0, 2, 4), bool),
                      np.zeros((0, 1, 1), np.float32), [], 3)
    assert (nothing == 3).all()
