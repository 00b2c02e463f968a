"""FreeGen's Entity-level Grounding Decoder."""

import copy
import math

import numpy as np
import pytest
import torch
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample

from mmflexgen.models.decoders import (EntityAlignment, EntityCriterion,
                                       MaskTargets)
from mmflexgen.models.layers import BidirectionalAttention
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError

CLASSES = ('background', 'disc', 'star', 'ring', 'heart')


def random_parameters(module: torch.nn.Module, seed: int = 0) -> None:
    """Also those that start at zero."""
    torch.manual_seed(seed)
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter, std=0.3)


def loop_attention(block, query, context, side):
    """Attention of one sample, a head, a query and a key at a time."""
    def linear(name, x):
        layer = getattr(block, name)
        return x @ layer.weight.T + layer.bias

    other = dict(features='text', text='features')[side]
    q, k = linear(f'match_{side}', query), linear(f'match_{other}', context)
    v = linear(f'give_{other}', context)
    width = q.shape[1] // block.num_heads
    out = torch.zeros_like(query)
    for head in range(block.num_heads):
        part = slice(head * width, (head + 1) * width)
        for i in range(len(q)):
            weights = [math.exp(float(q[i, part] @ k[j, part])
                                / math.sqrt(width)) for j in range(len(k))]
            for weight, value in zip(weights, v):
                out[i, part] += weight / sum(weights) * value[part]
    return query + linear(f'take_{side}', out)


@pytest.fixture
def sides():
    torch.manual_seed(1)
    return torch.randn(2, 5, 8), torch.randn(2, 3, 8)


@torch.no_grad()
def test_both_directions_against_loops(sides):
    features, text = sides
    block = BidirectionalAttention(8, 2)
    random_parameters(block)
    padding = torch.tensor([[False, False, True], [False, False, False]])
    found = block.to_features(features, text, padding)
    back = block.to_text(text, features)
    for image in range(2):
        there = text[image][~padding[image]]
        torch.testing.assert_close(found[image], loop_attention(
            block, features[image], there, 'features'), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(back[image], loop_attention(
            block, text[image], features[image], 'text'), rtol=1e-4,
            atol=1e-5)


@torch.no_grad()
def test_layer_is_equations_6_and_7():
    """phi and xi are mmdet's layers; all around them is by loops."""
    torch.manual_seed(2)
    alignment = EntityAlignment(16, num_levels=2, num_layers=1, num_heads=2,
                                num_points=2, ffn_channels=8)
    random_parameters(alignment)
    layer = alignment.layers[0].eval()
    maps = [torch.randn(1, 16, 2, 2), torch.randn(1, 16, 4, 3)]
    text, padding = torch.randn(1, 3, 16), torch.zeros(1, 3).bool()
    features = torch.cat([each.flatten(2).mT for each in maps], 1)
    grid = alignment.grid(maps)
    phi = layer.refine_features(features, key_padding_mask=None, **grid)
    xi = layer.refine_text(text, query_pos=None, key_padding_mask=None)
    next_features, next_text = layer(features, text, padding, grid)
    torch.testing.assert_close(next_features[0], loop_attention(
        layer.attention, phi[0], text[0], 'features') + features[0],
        rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(next_text[0], loop_attention(
        layer.attention, xi[0], features[0], 'text') + text[0],
        rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_phi_looks_where_it_says():
    """Multi-scale deformable self-attention by bilinear look-ups."""
    torch.manual_seed(3)
    alignment = EntityAlignment(8, num_levels=2, num_layers=1, num_heads=1,
                                num_points=2, ffn_channels=8)
    random_parameters(alignment)
    attn = alignment.layers[0].refine_features.self_attn.eval()
    maps = [torch.randn(1, 8, 3, 2), torch.randn(1, 8, 6, 4)]
    grid = alignment.grid(maps)
    features = torch.cat([each.flatten(2).mT for each in maps], 1)
    found = attn(features, key_padding_mask=None, **grid)[0]
    values = attn.value_proj(features)[0]
    parts = values.split([6, 24])
    sizes = [(3, 2), (6, 4)]
    query = (features + grid['query_pos'])[0]
    places = [((column + .5) / w, (row + .5) / h) for h, w in sizes
              for row in range(h) for column in range(w)]
    for index in range(30):
        offsets = attn.sampling_offsets(query[index]).view(2, 2, 2)
        weights = attn.attention_weights(query[index]).softmax(0).view(2, 2)
        total = torch.zeros(8)
        for level, (h, w) in enumerate(sizes):
            for point in range(2):
                x, y = (places[index][axis] + float(
                    offsets[level, point, axis]) / (w, h)[axis]
                    for axis in (0, 1))
                x, y = x * w - .5, y * h - .5
                for row in (math.floor(y), math.floor(y) + 1):
                    for column in (math.floor(x), math.floor(x) + 1):
                        if 0 <= row < h and 0 <= column < w:
                            share = ((1 - abs(y - row))
                                     * (1 - abs(x - column)))
                            total += (weights[level, point] * share
                                      * parts[level][row * w + column])
        torch.testing.assert_close(
            found[index], attn.output_proj(total) + features[0, index],
            rtol=1e-4, atol=1e-4)


@pytest.fixture(scope='module')
def decoder():
    torch.manual_seed(0)
    built = MODELS.build(dict(
        type='mmflexgen.EntityGroundingDecoder', feature_channels=(12, 8),
        attn_channels=(0, 0), num_tokens=16, finest_stride=4,
        metainfo=dict(classes=CLASSES),
        class_text=lambda: torch.randn(
            5, 10, generator=torch.Generator().manual_seed(4)),
        channels=32, mask_stride=4,
        alignment=dict(num_layers=2, num_heads=2, num_points=2,
                       ffn_channels=16),
        head=dict(transformer=dict(num_queries=4, num_layers=2, num_heads=2,
                                   ffn_channels=16),
                  criterion=dict(num_points=32))))
    return built.eval()


def columns(count: int):
    generator = torch.Generator().manual_seed(5)
    return [torch.randn(count, 12, 4, 4, generator=generator),
            torch.randn(count, 8, 8, 8, generator=generator)]


def logits(decoder, features, named, index=0):
    decoded = decoder(features, [None] * 2, named)
    return decoder.head.predict(
        decoded, index, lambda maps: maps.clone())['seg_logits'].data


@torch.no_grad()
def test_the_order_of_entities_changes_nothing(decoder):
    features = columns(1)
    first = logits(decoder, features, [[1, 3, 2]])
    for order in ([2, 1, 3], [3, 2, 1]):
        torch.testing.assert_close(logits(decoder, features, [order]), first,
                                   rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_neighbours_and_their_padding_change_nothing(decoder):
    features = columns(3)
    named = [[2], [1, 3, 4], []]
    for index in range(3):
        alone = logits(decoder, [each[index:index + 1] for each in features],
                       named[index:index + 1])
        torch.testing.assert_close(
            logits(decoder, features, named, index), alone, rtol=1e-4,
            atol=1e-5)


@torch.no_grad()
def test_what_fills_the_batch_is_not_read(decoder):
    """The entities' slots past an image's own may hold anything."""
    features = columns(1)
    text, padding = decoder.entities([[1, 2]])
    wide = torch.cat([text, 1e3 * torch.randn(1, 2, 32)], dim=1)
    absent = torch.cat([padding, torch.ones(1, 2).bool()], dim=1)
    maps = decoder.fusion(features, [None] * 2)

    def decode(text, padding):
        aligned, names = decoder.alignment(maps, text, padding)
        decoded = decoder.head(
            *decoder.pixel_decoder(aligned), names[:, 1:], padding[:, 1:],
            [[1, 2]])
        return decoded.of(0)

    for few, many in zip(decode(text, padding), decode(wide, absent)):
        torch.testing.assert_close(few, many, rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_names_matter_and_other_classes_stay_out(decoder):
    features = columns(1)
    found = logits(decoder, features, [[1, 3]])
    assert found[[2, 4]].abs().max() == 0 and (found[[1, 3]] > 0).all()
    torch.testing.assert_close(found[0], 1 - found[1:].amax(0))
    other = logits(decoder, features, [[2, 3]])
    assert (other[2] - found[1]).abs().max() > 1e-4


@torch.no_grad()
def test_no_name_no_object(decoder):
    found = logits(decoder, columns(1), [[]])
    assert (found[0] == 1).all() and (found[1:] == 0).all()


@torch.no_grad()
def test_scores_are_sigmoids_of_dot_products(decoder):
    features, named = columns(2), [[1, 2], [4]]
    decoded = decoder(features, [None] * 2, named)
    text, padding = decoder.entities(named)
    maps, text = decoder.alignment(
        decoder.fusion(features, [None] * 2), text, padding)
    mask_feature, memory = decoder.pixel_decoder(maps)
    head = decoder.head
    # Before the first layer the queries are as they were put in.
    queries = torch.cat([head.transformer.query_feat.weight, text[0, 1:]])
    normed = torch.nn.functional.layer_norm(
        queries, (32, ), head.transformer.norm.weight,
        head.transformer.norm.bias)
    scores, masks = decoded.of(0, 0)
    for row in range(6):
        for column in range(2):
            expected = head.to_text(normed[row]) @ text[
                0, 1 + column] / math.sqrt(32)
            assert float(scores[row, column]) == pytest.approx(
                float(expected), abs=1e-4)
    last, shapes = decoded.of(1)
    assert last.shape == (5, 1) and shapes.shape == (5, 8, 8)
    best = np.zeros((8, 8))
    for query in range(5):
        best = np.maximum(best, (last[query, 0].sigmoid()
                                 * shapes[query].sigmoid()).numpy())
    np.testing.assert_allclose(
        logits(decoder, features, named, 1)[4].numpy(), best, rtol=1e-4,
        atol=1e-5)


def test_classification_against_loops():
    criterion = EntityCriterion(class_weight=3., no_object_weight=0.2,
                                num_points=8)
    torch.manual_seed(0)
    classes = [torch.randn(3, 2), torch.randn(4, 1), torch.randn(2, 0)]
    empty = torch.zeros(0, dtype=torch.long)
    targets = [
        MaskTargets(torch.tensor([1]), torch.zeros(1, 4, 4), torch.ones(1)),
        MaskTargets(empty, torch.zeros(0, 4, 4), torch.ones(1)),
        MaskTargets(empty, torch.zeros(0, 4, 4), torch.ones(1))]
    matches = [(torch.tensor([2]), torch.tensor([0])), (empty, empty),
               (empty, empty)]
    total = weights = 0.
    for image, scores in enumerate(classes):
        for row in range(scores.shape[0]):
            for column in range(scores.shape[1]):
                hit = image == 0 and row == 2
                p = 1 / (1 + math.exp(-float(scores[row, column])))
                weight = 1. if hit else 0.2
                total -= weight * math.log(
                    p if hit and column == 1 else 1 - p)
                weights += weight
    found = criterion.classification(classes, targets, matches)
    assert float(found) == pytest.approx(3 * total / weights, rel=1e-4)


def sample_of(label: torch.Tensor) -> SegDataSample:
    sample = SegDataSample()
    sample.gt_sem_seg = PixelData(data=label[None])
    return sample


def test_it_learns_masks_by_name(decoder):
    """And every parameter takes part."""
    net = copy.deepcopy(decoder).train()
    label = torch.zeros(2, 32, 32, dtype=torch.long)
    label[0, :, :16], label[1, 16:] = 1, 3
    samples, named = [sample_of(each) for each in label], [[1], [3, 2]]
    features = columns(2)
    optimizer = torch.optim.Adam(net.parameters(), 3e-3)
    torch.manual_seed(0)
    for step in range(60):
        losses = net.loss(features, [None] * 2, samples, (32, 32), named)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        if step == 0:
            unused = [name for name, each in net.named_parameters()
                      if each.grad is None]
            assert not unused
        optimizer.step()
    net.eval()
    with torch.no_grad():
        for index in range(2):
            found = logits(net, features, named, index).argmax(0)
            truth = label[index, ::4, ::4]
            assert (found == truth).float().mean() > 0.9


def test_images_without_names_have_losses(decoder):
    label = torch.zeros(32, 32, dtype=torch.long)
    losses = decoder.loss(columns(1), [None] * 2, [sample_of(label)],
                          (32, 32), [[]])
    assert all(torch.isfinite(value) for value in losses.values())


def test_bad_settings_are_named():
    shape = dict(type='mmflexgen.EntityGroundingDecoder', num_tokens=16,
                 feature_channels=(12, ), finest_stride=4, channels=32,
                 class_text=lambda: torch.zeros(2, 4))
    with pytest.raises(InputError, match="attn_channels='none'"):
        MODELS.build(dict(shape, attn_channels=(3, ),
                          metainfo=dict(classes=CLASSES)))
    with pytest.raises(InputError, match="attn_channels='class'"):
        MODELS.build(dict(shape, attn_channels=(0, ),
                          head=dict(attn_prior=dict(power=1.)),
                          metainfo=dict(classes=CLASSES)))
    with pytest.raises(InputError, match='GroundingHead labels .*add it to'):
        MODELS.build(dict(shape, attn_channels=(0, ),
                          metainfo=dict(classes=('disc', 'star'))))
