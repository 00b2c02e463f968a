"""Cross-attention's vote on the entity of a pixel."""

import pytest
import torch

from mmflexgen.models.decoders.attention_prior import AttentionPrior
from mmflexgen.utils import InputError


def test_votes_against_loops():
    torch.manual_seed(0)
    scores, attn = torch.rand(3, 4, 5), torch.rand(3, 4, 5)
    found = AttentionPrior(4, power=1.5).weigh(scores, attn)
    for row in range(4):
        for column in range(5):
            votes = [float(scores[entity, row, column]
                           * attn[entity, row, column]**1.5)
                     for entity in range(3)]
            best = float(scores[:, row, column].max())
            for entity in range(3):
                assert float(found[entity, row, column]) == pytest.approx(
                    best * votes[entity] / max(votes), rel=1e-4)


def test_names_change_and_objects_stay():
    """Two sure names, one of them wrong; a place that is no object."""
    scores = torch.tensor([[[.6, .8, .1]], [[.5, .1, .05]]])
    attn = torch.tensor([[[.1, .3, .1]], [[.4, .2, .8]]])
    found = AttentionPrior(3, power=1.).weigh(scores, attn)
    assert found.argmax(0).tolist() == [[1, 0, 1]]
    torch.testing.assert_close(found.amax(0), scores.amax(0))


def test_a_large_power_leaves_the_word_to_the_attention():
    torch.manual_seed(1)
    scores = torch.rand(3, 8, 8)
    attn = 1e-3 * (1 + torch.rand(3, 8, 8).argsort(0))
    found = AttentionPrior(4, power=50.).weigh(scores, attn)
    assert torch.equal(found.argmax(0), attn.argmax(0))
    assert torch.isfinite(found).all()


def test_the_same_attention_everywhere_changes_nothing():
    torch.manual_seed(2)
    scores = torch.rand(3, 8, 8)
    found = AttentionPrior(4, power=3.).weigh(scores, torch.ones(3, 2, 2))
    torch.testing.assert_close(found, scores)


def test_maps_of_the_named_classes():
    """Groups are averaged; resolutions without attention do not count."""
    torch.manual_seed(3)
    coarse, fine = torch.rand(2, 4, 2, 2), torch.rand(2, 8, 4, 4)
    attn = [coarse, None, fine]
    found = AttentionPrior(4).maps(attn, [[2, 0], []])
    torch.testing.assert_close(found[0][0], (fine[0, 2] + fine[0, 6]) / 2)
    torch.testing.assert_close(found[0][1], (fine[0, 0] + fine[0, 4]) / 2)
    assert found[1].shape == (0, 4, 4)
    torch.testing.assert_close(
        AttentionPrior(4, resolution=0).maps(attn, [[1], [3]])[1],
        coarse[1, 3:])


def test_bad_settings_are_named():
    with pytest.raises(InputError, match='power=0'):
        AttentionPrior(4, power=0)
    with pytest.raises(InputError, match='2 resolutions: give one from 0 to '
                                         '1'):
        AttentionPrior(4, resolution=2).maps(
            [torch.rand(1, 4, 2, 2), None, torch.rand(1, 4, 4, 4)], [[1]])
