"""Equations 1 to 3 against loops over every number."""

import math

import numpy as np
import pytest
import torch

from mmflexgen.models.diffusion.attention_probe import Heads
from mmflexgen.models.freegen import (AttentionSelfRectification,
                                      EntityTokens, entity_attention)
from mmflexgen.utils import InputError

B, H, N, L, D = 2, 3, 4, 5, 6


@pytest.fixture
def heads():
    generator = torch.Generator().manual_seed(0)

    def rand(length):
        return torch.randn(B, H, length, D, generator=generator)

    return (Heads(rand(N), rand(N), 1 / math.sqrt(D)),
            Heads(rand(N), rand(L), 1 / math.sqrt(D)))


@pytest.fixture
def tokens():
    """Two entities, of tokens 1 and 2, 3 in the first prompt; one, of token
    4, in the second."""
    weights = torch.zeros(B, L, 2)
    weights[0, 1, 0] = 1
    weights[0, [2, 3], 1] = 0.5
    weights[1, 4, 0] = 1
    return EntityTokens(weights, [2, 1])


def softmax(values):
    powers = [math.exp(value) for value in values]
    return [power / sum(powers) for power in powers]


def by_hand(image, text, spelt, mixture, projection, weigh):
    """A* (N, C) of one sample, with one number at a time.

    Args:
        image, text: query and key of one sample, nested lists by head.
        spelt: token positions of each entity.
    """
    result = np.zeros((N, len(spelt)))
    for h in range(H):
        (query, key), (asking, words) = image[h], text[h]
        rows = [softmax([np.dot(q, k) / math.sqrt(D) for k in key])
                for q in query]
        changed = [
            [sum(projection[h][i][j] * word[j] for j in range(D))
             for i in range(D)]
            if any(index in each for each in spelt) else word
            for index, word in enumerate(words)]
        cross = [softmax([np.dot(q, k) / math.sqrt(D) for k in changed])
                 for q in asking]
        for n in range(N):
            for c, positions in enumerate(spelt):
                for m in range(N):
                    weight = mixture[h][n if weigh == 'rows' else m]
                    result[n, c] += (
                        weight * rows[n][m] / H *
                        sum(cross[m][p] for p in positions) / len(positions))
    return result


def sample_of(heads, index):
    return [list(zip(part.query[index].tolist(), part.key[index].tolist()))
            for part in heads]


@pytest.mark.parametrize('weigh', ['rows', 'columns'])
def test_every_number(heads, tokens, weigh):
    generator = torch.Generator().manual_seed(1)
    mixture = torch.rand(H, N, generator=generator)
    projection = torch.randn(H, D, D, generator=generator)
    found = entity_attention(*heads, tokens, mixture, projection, weigh)
    for index, spelt in enumerate([[(1, ), (2, 3)], [(4, )]]):
        expected = by_hand(*sample_of(heads, index), spelt, mixture.tolist(),
                           projection.tolist(), weigh)
        np.testing.assert_allclose(found[index, :, :len(spelt)], expected,
                                   rtol=1e-4, atol=1e-6)
    # Padding stays empty.
    assert not found[1, :, 1].any()


@pytest.mark.parametrize('weigh', ['rows', 'columns'])
def test_begins_as_the_plain_product(heads, tokens, weigh):
    module = AttentionSelfRectification({'a.b': (H, D)}, N, weigh)
    found = module('a.b', *heads, tokens)
    image, text = heads
    plain = torch.zeros(B, N, 2)
    for h in range(H):
        self_attention = torch.softmax(
            image.query[:, h] @ image.key[:, h].mT / math.sqrt(D), -1)
        cross = torch.softmax(
            text.query[:, h] @ text.key[:, h].mT / math.sqrt(D), -1)
        plain += self_attention @ torch.stack(
            [cross[0, :, [1, 4]], cross[1, :, [4, 0]]]) / H
    # Of the first prompt's second entity, and of no third one, another test.
    torch.testing.assert_close(found[0, :, 0], plain[0, :, 0])
    torch.testing.assert_close(found[1, :, 0], plain[1, :, 0])
    torch.testing.assert_close(found, entity_attention(*heads, tokens))


def test_gradients_are_those_without_checkpoints(heads, tokens):
    torch.manual_seed(0)
    module = AttentionSelfRectification({'a.b': (H, D)}, N)
    with torch.no_grad():
        for weight in module.parameters():
            weight += 0.1 * torch.randn_like(weight)
    target = torch.randn(B, N, 2)
    (module('a.b', *heads, tokens) * target).sum().backward()
    copies = [weight.detach().clone().requires_grad_()
              for weight in (module.mixture['a_b'],
                             module.projection['a_b'])]
    (entity_attention(*heads, tokens, *copies) * target).sum().backward()
    for name, copy in zip(('mixture', 'projection'), copies):
        grad = getattr(module, name)['a_b'].grad
        assert grad.abs().max() > 0
        torch.testing.assert_close(grad, copy.grad)


def test_wrong_weighing():
    with pytest.raises(InputError, match="rectification is 'cells'"):
        AttentionSelfRectification({}, 4, 'cells')
