"""Decoders of VAG Plan A, part by part against independent calculations."""

import json
from copy import deepcopy
from itertools import product

import numpy as np
import pytest
import torch
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData, PixelData
from mmseg.structures import SegDataSample
from safetensors.torch import load_file, save_file
from torch.nn import functional as F

from mmflexgen.models.decoders import TextClassifier, consistency_loss
from mmflexgen.models.decoders.vag import (AggregationInteraction,
                                           QueryAdapter, ScaleExchange,
                                           SelfInteraction)
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError

METAINFO = dict(classes=('background', 'disc', 'ring'),
                thing_classes=('disc', 'ring'),
                stuff_classes=('background', ))
# Odd, and not all of one shape.
SIZES = ((3, 2), (5, 4), (10, 7))
STRIDE = 4
IMAGE = (STRIDE * SIZES[-1][0], STRIDE * SIZES[-1][1])
MASKS = dict(transformer=dict(num_queries=5, num_layers=3, num_heads=4,
                              ffn_channels=32),
             criterion=dict(num_points=64))
DEPTH_SIZES = dict(neck_hidden_sizes=[6, 8, 10, 12], fusion_hidden_size=8,
                   head_hidden_size=4)


def class_text(names):
    """A vector of its own for every name."""
    return torch.stack([torch.randn(12, generator=torch.Generator(
    ).manual_seed(sum(map(ord, name)))) for name in names])


def build(kind: str, **options):
    torch.manual_seed(0)
    return MODELS.build(dict(
        dict(type=f'mmflexgen.{kind}', query_channels=[6, 5, 4],
             finest_stride=STRIDE, metainfo=METAINFO, class_text=class_text),
        **options))


def minet(**options):
    return build('MINetDecoder', channels=32, mask_stride=2, **options)


def depth_anything(**options):
    options.setdefault('sizes', DEPTH_SIZES)
    return build('DepthAnythingDecoder', max_depth=8., **options)


def seem(head: str, **options):
    return build('SEEMDecoder', channels=32, pixel_channels=32,
                 mask_stride=2, head=dict(
                     type=f'mmflexgen.{head}', **MASKS, **options))


ALL = dict(
    minet=minet, joined=lambda: minet(joined=3),
    skips=lambda: minet(image_skips=True), depth=depth_anything,
    semantic=lambda: seem('SemanticHead'),
    instance=lambda: seem('InstanceHead'),
    panoptic=lambda: seem('PanopticHead'))


@pytest.fixture
def query(samples):
    """Noise, but for a channel that shows the labels."""
    generator = torch.Generator().manual_seed(1)
    made = [torch.randn(2, channels, *size, generator=generator)
            for channels, size in zip((6, 5, 4), SIZES)]
    label = torch.stack([each.gt_sem_seg.data for each in samples]).float()
    made[2][:, 0] = 3 * F.interpolate(label, SIZES[2])[:, 0]
    return made


@pytest.fixture
def samples():
    """Labels of every kind for two images."""
    made = []
    for index in range(2):
        label = torch.zeros(1, *IMAGE, dtype=torch.long)
        label[:, 4:20, 3:15] = 1
        label[:, 25:36, 8:20 + index] = 2
        sample = SegDataSample(metainfo=dict(img_path=f'{index}.png'))
        sample.gt_sem_seg = PixelData(data=label, sem_seg=torch.where(
            label > 0, 255, 2))
        sample.gt_instances = InstanceData(
            labels=torch.tensor([0, 1]), masks=BitmapMasks(torch.cat(
                [label == 1, label == 2]).numpy().astype(np.uint8), *IMAGE))
        sample.gt_depth_map = PixelData(
            data=torch.where(label > 0, 1.5, 7.))
        sample.gt_saliency = PixelData(data=(label > 0).float())
        made.append(sample)
    return made


@pytest.fixture
def image():
    """Noise: what no decoder finds in its query."""
    return torch.rand(2, 3, *IMAGE, generator=torch.Generator(
    ).manual_seed(2)) * 2 - 1


def resize(maps):
    return F.interpolate(maps[None], IMAGE, mode='bilinear')[0]


def leaves(decoded):
    """All tensors of what a decoder decodes."""
    if isinstance(decoded, torch.Tensor):
        return [decoded]
    return [each for part in decoded for each in leaves(part)]


# ---------------------------------------------------------------- MINet

def conv_by_hand(maps, weight):
    """3x3 convolution by loops over its nine places; (C, h, w)."""
    height, width = maps.shape[1:]
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1)))
    total = 0.
    for row, column in product(range(3), range(3)):
        total = total + np.einsum(
            'oi,ihw->ohw', weight[..., row, column],
            padded[:, row:row + height, column:column + width])
    return total


def normed_by_hand(maps, norm):
    """Group norm of (C, h, w), group by group."""
    result = np.empty_like(maps)
    for group in np.split(np.arange(len(maps)), norm.num_groups):
        part = maps[group]
        result[group] = (part - part.mean()) / np.sqrt(part.var() + norm.eps)
    weight, bias = norm.weight.numpy(), norm.bias.numpy()
    return result * weight[:, None, None] + bias[:, None, None]


def sized_by_hand(maps, size):
    """Mean over, or copy of, the cells that cover each cell of ``size``."""
    channels, height, width = maps.shape
    result = np.empty((channels, *size))
    for row, column in product(*map(range, size)):
        if height > size[0]:
            top, bottom = row * height // size[0], -(
                -(row + 1) * height // size[0])
            left, right = column * width // size[1], -(
                -(column + 1) * width // size[1])
            result[:, row, column] = maps[:, top:bottom, left:right].mean(
                (1, 2))
        else:
            result[:, row, column] = maps[:, row * height // size[0],
                                          column * width // size[1]]
    return result


def unit_by_hand(maps, unit):
    return np.maximum(normed_by_hand(conv_by_hand(
        maps, unit[0].weight.numpy()), unit[1]), 0)


def exchange_by_hand(levels, module, targets):
    """Each target of a ScaleExchange, source by source."""
    results = []
    for number, target in enumerate(targets):
        total, used = 0., 0
        for source in range(len(levels)):
            if abs(source - target) <= 1:
                weight = module.convs[number][used].weight.numpy()
                total = total + conv_by_hand(sized_by_hand(
                    levels[source], levels[target].shape[1:]), weight)
                used += 1
        assert used == len(module.convs[number])
        results.append(np.maximum(normed_by_hand(
            total, module.norms[number]), 0))
    return results


def shake(module):
    """Norms that do something, in double precision."""
    for weight in module.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    return module.double().eval().requires_grad_(False)


@pytest.mark.parametrize('sizes,main', [
    (SIZES[:2], 0), (SIZES[1:], 1), (SIZES, 1), (((4, 4), (8, 8)), 1)])
def test_aggregation_against_loops(sizes, main):
    torch.manual_seed(0)
    module = shake(AggregationInteraction(8, len(sizes), main))
    levels = [torch.randn(2, 8, *size, dtype=torch.double) for size in sizes]
    found = module(levels)
    for index in range(2):
        own = [level[index].numpy() for level in levels]
        entered = [unit_by_hand(level, unit)
                   for level, unit in zip(own, module.enter)]
        exchanged = exchange_by_hand(entered, module.exchange,
                                     range(len(sizes)))
        collected, = exchange_by_hand(exchanged, module.collect, [main])
        left = normed_by_hand(conv_by_hand(
            collected, module.leave[0].weight.numpy()), module.leave[1])
        np.testing.assert_allclose(
            found[index], np.maximum(left + own[main], 0), atol=1e-9)


def test_self_interaction_against_loops():
    torch.manual_seed(0)
    module = shake(SelfInteraction(8))
    maps = torch.randn(1, 8, 6, 4, dtype=torch.double)
    own = maps[0].numpy()
    low = sized_by_hand(own, (3, 2))
    levels = [unit_by_hand(low, module.enter_low),
              unit_by_hand(own, module.enter_high)]
    levels = exchange_by_hand(levels, module.exchange, (0, 1))
    high, = exchange_by_hand(levels, module.collect, (1, ))
    np.testing.assert_allclose(module(maps)[0], high + own, atol=1e-9)
    # An odd side is pooled too, its last cell by itself.
    assert module(torch.randn(1, 8, 5, 1, dtype=torch.double)).shape == (
        1, 8, 5, 1)


def test_only_neighbours_are_told():
    torch.manual_seed(0)
    exchange = ScaleExchange(8, 3, (0, 1, 2))
    levels = [torch.randn(1, 8, *size) for size in SIZES]
    plain = exchange(levels)
    changed = exchange([levels[0] + 1, *levels[1:]])
    assert not torch.allclose(plain[0], changed[0])
    assert not torch.allclose(plain[1], changed[1])
    assert torch.equal(plain[2], changed[2])


def test_consistency_loss_counts_what_is_not_shared():
    truth = torch.zeros(3, 1, 4, 4)
    truth[0, :, :2] = 1          # 8 pixels
    truth[1, :, 0, 0] = 1        # one
    found = torch.zeros(3, 1, 4, 4)
    found[0, :, 1:3] = 1         # 4 of 8, and 4 others
    found[1, :, 0, 0] = 1        # exact
    found[1, :, 3, 3] = 1        # and one other
    found[2, :, 0] = 1           # nothing is there
    logits = torch.where(found > 0, 50., -50.)
    expected = [(4 + 4) / (4 + 2 * 4 + 4), 1 / (1 + 2 * 1), 1.]
    for index, value in enumerate(expected):
        one = slice(index, index + 1)
        assert consistency_loss(logits[one], truth[one]).item() == \
            pytest.approx(value, abs=1e-5)
    assert consistency_loss(logits, truth).item() == pytest.approx(
        np.mean(expected), abs=1e-5)
    # Soft: the printed sums.
    soft, matte = torch.rand(2, 1, 1, 5, 5).unbind()
    share = soft * matte
    printed = ((soft - share).sum() + (matte - share).sum()) / (
        soft.sum() + matte.sum())
    assert consistency_loss(soft.logit(), matte).item() == pytest.approx(
        printed.item(), rel=1e-4)


def test_minet_joins_two_or_three_resolutions(query):
    two, three = minet().eval(), minet(joined=3).eval()
    assert two.windows == [[0, 1], [0, 1], [1, 2]]
    assert three.windows == [[0, 1], [0, 1, 2], [1, 2]]
    assert [module.main for module in two.aggregations] == [0, 1, 1]
    assert [module.main for module in three.aggregations] == [0, 1, 1]
    # All resolutions count.
    plain = two(query)
    for level in range(3):
        changed = list(query)
        changed[level] = changed[level].flip(1)
        assert not torch.allclose(two(changed), plain)


# ------------------------------------------------------- Depth-Anything

@pytest.fixture(scope='module')
def released(tmp_path_factory):
    """A whole small model, as transformers saves it."""
    from transformers import (DepthAnythingConfig,
                              DepthAnythingForDepthEstimation, Dinov2Config)
    torch.manual_seed(5)
    config = DepthAnythingConfig(
        backbone_config=Dinov2Config(
            hidden_size=16, num_hidden_layers=4, num_attention_heads=2,
            intermediate_size=16, image_size=28, patch_size=14,
            out_indices=[1, 2, 3, 4], apply_layernorm=True,
            reshape_hidden_states=False),
        reassemble_hidden_size=16, **DEPTH_SIZES)
    model = DepthAnythingForDepthEstimation(config)
    folder = str(tmp_path_factory.mktemp('released'))
    model.save_pretrained(folder)
    return folder, model


class _Through(torch.nn.Module):
    """In the place of a reassemble stage: levels as they are."""

    def forward(self, states, height, width):
        return states


def test_released_weights_say_what_transformers_says(released, query):
    """The library's own neck and head, fed after its reassemble stage."""
    folder, model = released
    ours = depth_anything(pretrained=folder, sizes=None).eval()
    theirs = deepcopy(model).eval()
    theirs.neck.reassemble_stage = _Through()
    theirs.head.patch_size = STRIDE
    theirs.head.activation2 = torch.nn.Sigmoid()
    with torch.no_grad():
        levels = ours.adapter(query)[::-1]
        expected = theirs.head(theirs.neck(levels), *SIZES[-1])
        found = ours(query)
    assert found.shape == (2, 1, *IMAGE)
    torch.testing.assert_close(found[:, 0], 8 * expected)
    assert 0 < found.min() and found.max() < 8


def test_four_levels_of_three(query):
    adapter = QueryAdapter([6, 5, 4], [12, 10, 8, 6])
    levels = adapter(query)
    assert [tuple(each.shape) for each in levels] == [
        (2, 12, 2, 1), (2, 10, 3, 2), (2, 8, 5, 4), (2, 6, 10, 7)]
    normed = adapter.norms[0](F.avg_pool2d(query[0], 2, ceil_mode=True))
    torch.testing.assert_close(levels[0], adapter.convs[0](normed))
    # The norm makes the query's scale not matter.
    bigger = adapter([100 * each for each in query])
    torch.testing.assert_close(bigger, levels, atol=1e-4, rtol=1e-3)
    with pytest.raises(InputError, match='in 3 resolutions and the decoder '
                       'takes 2'):
        QueryAdapter([6, 5, 4], [8, 8])


def test_damaged_released_weights(released, tmp_path):
    folder, _ = released
    with pytest.raises(InputError, match='has no config.json'):
        depth_anything(pretrained=str(tmp_path))
    config = json.load(open(f'{folder}/config.json'))
    state = load_file(f'{folder}/model.safetensors')

    def write(config, state):
        (tmp_path / 'config.json').write_text(json.dumps(config))
        save_file(state, str(tmp_path / 'model.safetensors'))

    write(dict(config, model_type='dpt'), state)
    with pytest.raises(InputError, match="of type 'dpt'"):
        depth_anything(pretrained=str(tmp_path))
    write(config, {key: value for key, value in state.items()
                   if key != 'head.conv2.bias'})
    with pytest.raises(InputError, match="no weight 'head.conv2.bias'"):
        depth_anything(pretrained=str(tmp_path))
    write(config, state)
    with pytest.raises(InputError, match="'neck.convs.0.weight' in .* is "
                       r'\(8, 6, 3, 3\) and the decoder takes \(16, 6'):
        depth_anything(pretrained=str(tmp_path), sizes=dict(
            fusion_hidden_size=16, neck_hidden_sizes=[6, 8, 10, 12]))
    (tmp_path / 'config.json').write_text('{')
    with pytest.raises(InputError, match='is no JSON'):
        depth_anything(pretrained=str(tmp_path))


# ----------------------------------------------------------------- SEEM

def test_text_classifier_is_a_scaled_cosine():
    torch.manual_seed(0)
    text = class_text(['disc', 'ring'])
    module = TextClassifier(8, text).eval()
    queries = torch.randn(2, 3, 8)
    with torch.no_grad():
        found = module(queries)
        names = [*module.project_text(text), module.no_object[0]]
        for image, row, column in product(range(2), range(3), range(3)):
            one = module.project_query.weight @ queries[image, row]
            other = names[column]
            cosine = one @ other / one.norm() / other.norm()
            assert found[image, row, column].item() == pytest.approx(
                cosine.item() / 0.07, rel=1e-4)
        module.log_scale.fill_(50.)
        assert module(queries).abs().max() <= 100.01
    assert 'text' not in module.state_dict()


def test_other_classes_with_the_same_weights(query):
    """Zero-shot: a checkpoint serves classes it was not trained with."""
    decoder = seem('SemanticHead').eval()
    more = dict(METAINFO, classes=('background', 'ring', 'star', 'disc'))
    other = build('SEEMDecoder', channels=32, pixel_channels=32,
                  mask_stride=2, metainfo=more,
                  head=dict(type='mmflexgen.SemanticHead', **MASKS)).eval()
    other.load_state_dict(decoder.state_dict())
    with torch.no_grad():
        plain, wider = decoder(query), other(query)
    torch.testing.assert_close(wider[1][-1], plain[1][-1])
    # background, disc, ring, no object
    torch.testing.assert_close(wider[0][-1][..., [0, 3, 1, 4]], plain[0][-1])


def test_one_class_for_all_objects(query, samples):
    decoder = seem('InstanceHead', class_agnostic=True)
    assert decoder(query)[0][-1].shape == (2, 5, 2)
    assert decoder.loss(query, samples, IMAGE)['loss_class'].isfinite()


# ------------------------------------------------------------------ all

@pytest.mark.parametrize('name', ALL)
def test_every_weight_learns(name, query, samples, image):
    decoder = ALL[name]()
    total = sum(decoder.loss(query, samples, IMAGE, image).values())
    total.backward()
    assert total.isfinite()
    learning = [key for key, value in decoder.named_parameters()
                if value.grad is not None and value.grad.any()]
    frozen = [key for key, value in decoder.named_parameters()
              if not value.requires_grad]
    # Transformers' coarsest fusion layer has nothing to add.
    assert all('layers.0.residual_layer1' in key for key in frozen)
    assert bool(frozen) == (name == 'depth')
    assert set(learning) | set(frozen) == set(
        dict(decoder.named_parameters()))


@torch.no_grad()
@pytest.mark.parametrize('name', ALL)
def test_neighbours_change_nothing(name, query, image):
    decoder = ALL[name]().eval()
    decoded = decoder(query, image)
    together = leaves(decoded)
    alone = leaves(decoder([each[1:] for each in query], image[1:]))
    for one, other in zip(together, alone):
        torch.testing.assert_close(one[1:], other, atol=1e-5, rtol=1e-4)
    # Those without skips need no image.
    if name != 'skips':
        for one, other in zip(together, leaves(decoder(query))):
            assert torch.equal(one, other)
    field = [*decoder.head.predict(decoded, 1, resize).values()][0]
    size = field.data.shape if 'data' in field else getattr(
        field, 'masks', getattr(field, 'sem_seg', None)).shape
    assert tuple(size[-2:]) == IMAGE


def test_minet_losses(query, samples):
    decoder = minet()
    losses = decoder.loss(query, samples, IMAGE)
    assert sorted(losses) == ['loss_bce', 'loss_consistency']
    with torch.no_grad():
        logits = F.interpolate(decoder(query), IMAGE, mode='bilinear')
    truth = torch.stack([each.gt_saliency.data for each in samples])
    assert losses['loss_bce'].item() == pytest.approx(
        F.binary_cross_entropy_with_logits(logits, truth).item(), rel=1e-4)
    assert losses['loss_consistency'].item() == pytest.approx(
        consistency_loss(logits, truth).item(), rel=1e-4)


def test_a_few_steps_lower_the_losses(query, samples):
    for name in ('minet', 'depth', 'semantic'):
        decoder = ALL[name]()
        optimizer = torch.optim.AdamW(
            [each for each in decoder.parameters() if each.requires_grad],
            5e-3)
        totals = []
        for _ in range(12):
            torch.manual_seed(0)  # the same points
            total = sum(decoder.loss(query, samples, IMAGE).values())
            optimizer.zero_grad()
            total.backward()
            optimizer.step()
            totals.append(total.item())
        assert totals[-1] < 0.8 * totals[0], (name, totals)


def test_bad_settings(query):
    with pytest.raises(InputError, match='joined of MINetDecoder is 4'):
        minet(joined=4)
    with pytest.raises(InputError, match='joins resolutions and reads one'):
        minet(query_channels=[4])
    with pytest.raises(InputError, match='has a stride of 4 px and '
                       'mask_stride is 3'):
        build('MINetDecoder', channels=32, mask_stride=3)
    with pytest.raises(InputError, match='no place: mask_stride 4'):
        build('MINetDecoder', channels=32, mask_stride=4, image_skips=True)
    with pytest.raises(InputError, match='mask_stride is 8'):
        build('MINetDecoder', channels=32, mask_stride=8)
    sample = SegDataSample(metainfo=dict(img_path='a.png'))
    with pytest.raises(InputError, match="'a.png' has no gt_depth_map"):
        depth_anything().loss(query, [sample, sample], IMAGE)
