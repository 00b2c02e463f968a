"""Each equation of FlexDataset against loops, and what must not matter."""

import math
from math import exp

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from mmflexgen.models.layers import (CategoricalEncoding,
                                     CompositionEmbedding, ImageEncoding,
                                     LinearSelfAttention,
                                     LinearTransformerEncoder, LocationTokens,
                                     MIMCAttention, MIMCBlock, PixelEncoding,
                                     attention_mask, instance_mean,
                                     instance_membership)
from mmflexgen.models.layers.location_tokens import sine_cosine_grid
from mmflexgen.structures import Composition, CompositionBatch
from mmflexgen.utils import InputError

CLASSES = ('disc', 'star', 'ring')
SCENE = Composition(
    ((0.1, 0.2, 0.6, 0.7), (0.4, 0.4, 0.9, 0.9), (0.5, 0.01, 0.52, 0.03)),
    ('star', 'disc', 'ring'))
SIZE = (4, 6)


@pytest.fixture(autouse=True)
def exact():
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.fixture
def batch():
    made = CompositionBatch.of(
        [SCENE, Composition(SCENE.boxes[:1], SCENE.categories[:1])],
        CLASSES, 5)
    return made._replace(boxes=made.boxes.double())


def phi(value):
    return value + 1 if value > 0 else exp(value)


def membership_of(batch, size=SIZE):
    return instance_membership(batch.boxes, batch.valid, size)


def test_equation_1_by_hand(batch):
    layer = CompositionEmbedding(3, 8, 6)
    embedded, category = layer(batch)
    place, row = batch.boxes[0, 2], int(batch.categories[0, 2])
    for channel in range(8):
        box = sum(place[i] * layer.box_projection.weight[channel, i]
                  for i in range(4))
        kind = sum(layer.table.weight[row, i]
                   * layer.category_projection.weight[channel, i]
                   for i in range(6))
        assert torch.allclose(category[0, 2, channel], kind)
        assert torch.allclose(embedded[0, 2, channel], box + kind)


def test_classes_start_from_the_text_encoder():
    layer = CompositionEmbedding(3, 8, 6)
    free = layer.table.weight[:2].clone()
    vectors = 0.01 * torch.randn(3, 6)
    layer.start_from(vectors)
    assert torch.equal(layer.table.weight[:2], free)
    rows = layer.table.weight[2:].detach().clone()
    assert layer.table.weight.requires_grad
    # Two names differ as the encoder says, but for one scale of all.
    assert rows.std().item() == pytest.approx(1)
    ratio = (rows[0] - rows[1]) / (vectors[0] - vectors[1])
    assert torch.allclose(ratio, ratio[0].expand(6))
    assert torch.allclose((rows[0] - rows[2]) / (vectors[0] - vectors[2]),
                          ratio)
    # Other names are encoded alike, also by weights that were loaded.
    loaded = CompositionEmbedding(3, 8, 6)
    loaded.load_state_dict(layer.state_dict())
    assert torch.allclose(loaded.encode_names(vectors), rows)
    unseen = vectors[1] + 0.1 * (vectors[0] - vectors[1])
    assert torch.allclose(loaded.encode_names(unseen),
                          rows[1] + 0.1 * (rows[0] - rows[1]))
    alone = CompositionEmbedding(1, 8, 6)
    alone.start_from(vectors[:1])
    assert alone.table.weight[2].std().item() == pytest.approx(1)


def test_what_names_share_does_not_hide_what_they_differ_by():
    """Vectors with a common part, as text encoders give them, start as far
    apart as random rows."""
    layer = CompositionEmbedding(12, 8, 64)
    layer.start_from(torch.randn(12, 64) + 5 * torch.randn(64))
    rows = layer.table.weight[2:].detach()
    random = torch.pdist(torch.randn(12, 64)).mean()
    assert 0.9 < torch.pdist(rows).mean() / random < 1.1
    cosine = torch.cosine_similarity(rows[:, None], rows[None], dim=-1)
    assert (cosine.sum() - 12) / (12 * 11) < 0


def test_linear_self_attention_by_hand(batch):
    layer = LinearSelfAttention(8, 2)
    tokens = torch.randn(2, 5, 8)
    query, key, value = layer.to_qkv(tokens).chunk(3, -1)
    expected = torch.zeros(2, 5, 8)
    for b in range(2):
        for head in range(2):
            part = slice(4 * head, 4 * head + 4)
            for i in range(5):
                weights = [0.] * 5
                for j in range(5):
                    if batch.valid[b, j]:
                        weights[j] = sum(
                            phi(float(q)) * phi(float(k)) for q, k in zip(
                                query[b, i, part], key[b, j, part]))
                expected[b, i, part] = sum(
                    weight / sum(weights) * value[b, j, part]
                    for j, weight in enumerate(weights))
    assert torch.allclose(layer(tokens, batch.valid), layer.to_out(expected))


def test_encoder_ignores_padding_and_follows_the_order(batch):
    encoder = LinearTransformerEncoder(8, 2, 2)
    tokens = torch.randn(2, 5, 8)
    out = encoder(tokens, batch.valid)
    assert not out[~batch.valid].any()
    other = torch.where(batch.valid.unsqueeze(-1), tokens, 100.)
    assert torch.allclose(out, encoder(other, batch.valid))
    # Fewer padded places, the same result.
    assert torch.allclose(out[:, :4], encoder(tokens[:, :4],
                                              batch.valid[:, :4]))
    order = torch.tensor([0, 3, 1, 2, 4])
    swapped = encoder(tokens[:, order], batch.valid[:, order])
    assert torch.allclose(swapped, out[:, order])


def test_equation_2_and_background_by_hand(batch):
    membership = membership_of(batch)
    mask = attention_mask(membership)
    height, width = SIZE
    for b in range(2):
        covered = set()
        for n in range(1, 5):
            x1, y1, x2, y2 = batch.boxes[b, n].tolist()
            for row in range(height):
                for column in range(width):
                    x, y = (column + 0.5) / width, (row + 0.5) / height
                    inside = x1 <= x <= x2 and y1 <= y <= y2
                    if x2 - x1 < 0.1 and x2:  # the ring, by its own centre
                        inside = (row, column) == (0, 3)
                    inside = inside and bool(batch.valid[b, n])
                    cell = row * width + column
                    assert float(membership[b, n, cell]) == inside
                    assert float(mask[b, n, cell]) == inside
                    if inside:
                        covered.add(cell)
        assert membership[b, 0].all()
        assert [float(value) for value in mask[b, 0]] == [
            float(cell not in covered) for cell in range(height * width)]


@pytest.mark.parametrize('size', [(1, 1), (2, 2), (8, 8), (5, 64)])
def test_a_box_keeps_a_cell_at_every_resolution(size):
    torch.manual_seed(1)
    corner = torch.rand(200, 2)
    boxes = torch.cat([corner, corner + (1 - corner) * torch.rand(
        200, 2)**4], 1)[None]
    boxes[0, 0] = torch.tensor([1 - 1e-9, 1 - 1e-9, 1., 1.])
    membership = instance_membership(boxes, torch.ones(1, 200).bool(), size)
    assert (membership.sum(-1) >= 1).all()


def test_pixel_encoding_by_hand(batch):
    layer = PixelEncoding(5, 3)
    membership = membership_of(batch)
    encoded = layer(batch.boxes, membership)
    assert encoded.shape == (2, 24, 12)
    for b in range(2):
        for pixel in range(24):
            # (4, d(x, y)): a column of zeros for boxes it is not in.
            held = torch.zeros(4, 5)
            for n in range(5):
                if membership[b, n, pixel]:
                    held[:, n] = batch.boxes[b, n]
            assert torch.allclose(encoded[b, pixel],
                                  (held @ layer.projection).flatten())


def test_categorical_encoding_by_hand(batch):
    layer = CategoricalEncoding(8)
    context, category = torch.randn(2, 2, 5, 8)
    out = layer(context, category, batch.valid)
    kind = category[0, 1]
    normed = (kind - kind.mean()) / (kind.var(unbiased=False) + 1e-5).sqrt()
    expected = layer.conv.weight[..., 0] @ (context[0, 1] + normed)
    assert torch.allclose(out[0, 1], expected + layer.conv.bias)
    assert not out[~batch.valid].any()


@pytest.mark.parametrize('reading', ['figure', 'text'])
@pytest.mark.parametrize('normalise', [False, True])
def test_equation_3_by_hand(batch, reading, normalise):
    heads, width = 2, 4
    layer = MIMCAttention(8, 6, 12, heads, reading, normalise)
    membership = membership_of(batch)
    mask = attention_mask(membership)
    pixels = PixelEncoding(5, 3)(batch.boxes, membership)
    query = torch.randn(2, 24, 8)
    categorical = torch.randn(2, 5, 6) * batch.valid.unsqueeze(-1)
    found = layer(query, categorical, pixels, membership, mask)

    def rows_of(b, n):
        """phi(K) and V of one instance, by loops."""
        held = [p for p in range(24) if membership[b, n, p]]
        if reading == 'figure':
            keys = [layer.to_key.weight @ pixels[b, p] for p in held]
            key = [sum(phi(float(k[c])) for k in keys) / len(held)
                   for c in range(8)]
            return key, layer.to_value.weight @ categorical[b, n]
        key = [phi(float(k)) for k in layer.to_key.weight @ categorical[b, n]]
        return key, sum(layer.to_value.weight @ pixels[b, p]
                        for p in held) / len(held)

    for b in range(2):
        rows = {n: rows_of(b, n) for n in range(5) if batch.valid[b, n]}
        for pixel in range(24):
            for head in range(heads):
                part = range(width * head, width * head + width)
                total, out = 0., torch.zeros(width)
                for n, (key, value) in rows.items():
                    weight = sum(phi(float(query[b, pixel, c])) * key[c]
                                 for c in part)
                    total += weight
                    out += weight * float(mask[b, n, pixel]) * value[
                        list(part)]
                out = out / total if normalise else out
                assert torch.allclose(found[b, pixel, list(part)], out)


def test_no_leakage_between_instances(batch):
    """A pixel's result does not depend on an instance it is not in."""
    layer = MIMCAttention(8, 6, 12, 2)
    membership = membership_of(batch)
    mask = attention_mask(membership)
    pixels = PixelEncoding(5, 3)(batch.boxes, membership)
    query, categorical = torch.randn(2, 24, 8), torch.randn(2, 5, 6)
    before = layer(query, categorical, pixels, membership, mask)
    categorical[0, 2] += 1
    changed = (layer(query, categorical, pixels, membership, mask)
               != before).any(-1)
    assert torch.equal(changed[0], mask[0, 2].bool())
    assert not changed[1].any()


def block_and_inputs(batch, size=SIZE, **options):
    block = MIMCBlock(8, 6, 12, heads=2, groups=4, **options)
    membership = membership_of(batch, size)
    count, places = batch.valid.shape
    text = options.get('text_dim')
    return block, torch.randn(count, 8, *size), dict(
        whole=torch.randn(count, 6),
        categorical=torch.randn(count, places, 6) * batch.valid[..., None],
        pixels=PixelEncoding(places, 3)(batch.boxes, membership),
        membership=membership, mask=attention_mask(membership),
        text=torch.randn(count, size[0] * size[1], text) if text else None)


@pytest.mark.parametrize('text_dim', [0, 5])
def test_a_block_starts_as_the_identity(batch, text_dim):
    block, features, inputs = block_and_inputs(batch, text_dim=text_dim)
    assert torch.equal(block(features, **inputs), features)


@pytest.mark.parametrize('options', [
    {}, dict(reading='text'), dict(normalise=True), dict(text_dim=5)])
def test_gradients_reach_every_weight(batch, options):
    block, features, inputs = block_and_inputs(batch, **options)
    torch.nn.init.normal_(block.to_out.weight)
    inputs['categorical'].requires_grad_()
    block(features, **inputs).square().sum().backward()
    assert all(weight.grad is not None and weight.grad.any()
               for weight in block.parameters())
    grad = inputs['categorical'].grad
    if options.get('reading') != 'text':  # there it is multiplied by W alone
        assert grad[batch.valid].any(-1).all()
    assert not grad[~batch.valid].any()


def test_the_query_matters_where_a_pixel_lies_in_one_box(batch):
    block, features, inputs = block_and_inputs(batch)
    torch.nn.init.normal_(block.to_out.weight)
    pixel = int((inputs['mask'][1].sum(0) == 1).nonzero()[0])
    before = block(features, **inputs)
    with torch.no_grad():
        block.to_query.weight.mul_(2)
    after = block(features, **inputs)
    row, column = divmod(pixel, SIZE[1])
    assert not torch.allclose(after[1, :, row, column],
                              before[1, :, row, column])


class LargestTensor(TorchDispatchMode):
    """Notes the largest result of any operation, in elements."""

    def __init__(self):
        super().__init__()
        self.elements = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        for each in out if isinstance(out, (tuple, list)) else (out, ):
            if isinstance(each, torch.Tensor):
                self.elements = max(self.elements, each.numel())
        return out


def test_nothing_grows_with_the_square_of_the_pixels(batch):
    largest = []
    for side in (16, 32):
        block, features, inputs = block_and_inputs(batch, (side, side))
        with LargestTensor() as mode:
            block(features, **inputs).sum().backward()
        largest.append(mode.elements)
    # Four times the pixels; an N_P x N_P matrix would be 16 times.
    assert largest[1] <= 4.01 * largest[0]
    assert largest[1] < (32 * 32)**2 / 4


def test_bad_reading():
    with pytest.raises(InputError, match="attention is 'both': use one"):
        MIMCAttention(8, 6, 12, 2, 'both')


def test_mean_over_no_cell_is_zero():
    maps = torch.randn(1, 4, 3)
    membership = torch.tensor([[[1., 1, 0, 0], [0, 0, 0, 0]]])
    found = instance_mean(maps, membership)
    assert torch.allclose(found[0, 0], maps[0, :2].mean(0))
    assert not found[0, 1].any()


def layer_norm(x, norm):
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean)**2).mean(-1, keepdim=True)
    return (x - mean) / (variance + norm.eps).sqrt() * norm.weight + norm.bias


def group_norm(maps, norm):
    """(B, C, h, w) by loops over images and groups."""
    out = torch.empty_like(maps)
    size = maps.shape[1] // norm.num_groups
    for b in range(len(maps)):
        for start in range(0, maps.shape[1], size):
            part = maps[b, start:start + size]
            variance = ((part - part.mean())**2).mean()
            out[b, start:start + size] = (part - part.mean()) / (
                variance + norm.eps).sqrt()
    return out * norm.weight[:, None, None] + norm.bias[:, None, None]


def feed_forward(x, layer):
    """FFN of rows x, in which all that is below 0 in the middle is lost."""
    first, _, second = layer
    hidden = x @ first.weight.T + first.bias
    return torch.where(hidden > 0, hidden, 0.) @ second.weight.T + second.bias


def random_weights(module):
    """No norm is the identity, no bias zero."""
    for weight in module.parameters():
        torch.nn.init.normal_(weight, std=0.5)
    return module.requires_grad_(False)


@pytest.mark.parametrize('text_dim', [0, 5])
def test_image_encoding_by_hand(text_dim):
    layer = random_weights(ImageEncoding(8, 6, text_dim, 4))
    features, whole = torch.randn(2, 8, *SIZE), torch.randn(2, 6)
    text = torch.randn(2, 24, text_dim) if text_dim else None
    mixed = torch.empty(2, 16 if text_dim else 8, *SIZE)
    for b in range(2):
        for row in range(4):
            for column in range(6):
                pixel = features[b, :, row, column] + (
                    layer.projection.weight @ whole[b])
                if text_dim:
                    pixel = torch.cat([pixel, layer.text_projection.weight
                                       @ text[b, 6 * row + column]])
                mixed[b, :, row, column] = pixel
    normed = group_norm(mixed, layer.norm)
    found = layer(features, whole, text)
    for row, column in ((0, 0), (2, 3), (3, 5)):
        expected = layer.conv.bias.repeat(2, 1)
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                y, x = row + down, column + right
                if 0 <= y < 4 and 0 <= x < 6:  # zeros around the map
                    expected = expected + normed[:, :, y, x] @ (
                        layer.conv.weight[:, :, down + 1, right + 1].T)
        assert torch.allclose(found[:, :, row, column], expected)


def test_encoder_layer_by_hand(batch):
    """Norms stand before, both branches are added, the last norm follows."""
    encoder = random_weights(LinearTransformerEncoder(8, 2, 1))
    layer, = encoder.layers
    tokens = torch.randn(2, 5, 8)
    attended = tokens + layer.attention(layer_norm(tokens, layer.norm1),
                                        batch.valid)
    expected = attended + feed_forward(layer_norm(attended, layer.norm2),
                                       layer.feed_forward)
    assert torch.allclose(layer(tokens, batch.valid), expected)
    expected = layer_norm(expected, encoder.norm)
    found = encoder(tokens, batch.valid)
    assert torch.allclose(found[batch.valid], expected[batch.valid])


def test_a_block_by_hand(batch):
    """F + W (N + FFN(N)), N the norm of A over the map."""
    block, features, inputs = block_and_inputs(batch)
    random_weights(block)
    encoded = block.image_encoding(features, inputs['whole'])
    kernel = block.to_query.weight[:, :, 0, 0]
    query = torch.stack([kernel @ image.flatten(1) for image in encoded])
    query = (query + block.to_query.bias[:, None]).transpose(1, 2)
    attended = block.attention(
        query, inputs['categorical'], inputs['pixels'],
        inputs['membership'], inputs['mask'])
    maps = attended.transpose(1, 2).reshape(2, 8, *SIZE)
    rows = group_norm(maps, block.norm).flatten(2).transpose(1, 2)
    rows = rows + feed_forward(rows, block.feed_forward)
    change = rows @ block.to_out.weight.T + block.to_out.bias
    expected = features + change.transpose(1, 2).reshape(2, 8, *SIZE)
    assert torch.allclose(block(features, **inputs), expected)


def test_location_tokens_by_hand():
    side, dim = 5, 8
    grid = sine_cosine_grid(side, dim)
    assert grid.shape == (side, side, dim)
    for row in range(side):
        for column in range(side):
            expected = []
            for place in (row, column):
                for wave in (math.sin, math.cos):
                    expected += [wave(place / 10000**(2 * i / (dim / 2)))
                                 for i in range(2)]
            assert grid[row, column].tolist() == pytest.approx(
                expected, abs=1e-6)
    layer = LocationTokens(dim, side)
    boxes = torch.tensor([[[0., 0.5, 0.26, 1.], [0., 0., 1., 1.]]])
    found = layer(boxes)
    # x counts columns, y rows; 0.26 of four steps is nearest to the first.
    assert torch.allclose(found[0, 0], grid[2, 0] + grid[4, 1])
    assert torch.allclose(found[0, 1], grid[0, 0] + grid[4, 4])
    found.sum().backward()
    assert layer.table.grad[2, 0].all() and not layer.table.grad[0, 2].any()
