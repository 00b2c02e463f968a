"""Classes by their names: equation 4, one pass per class."""

import pytest
import torch
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample
from torch.nn import functional as F

from mmflexgen.models.decoders import ClassPairs, PDecoder
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError

CLASSES = ('background', 'disc', 'ring', 'star')
TEXT = torch.randn(4, 7, generator=torch.Generator().manual_seed(0))


def _decoder(text=TEXT, classes=CLASSES, groups=1) -> PDecoder:
    torch.manual_seed(0)
    return MODELS.build(dict(
        type='mmflexgen.PDecoder', feature_channels=[6, 4],
        attn_channels=[4 * groups, 4 * groups], num_tokens=5, finest_stride=4,
        channels=32, mask_stride=2, metainfo=dict(classes=classes),
        class_text=lambda: text, head=dict(
            type='mmflexgen.OpenVocabularyHead', transformer=dict(
                num_queries=3, num_layers=2, num_heads=4, ffn_channels=64),
            criterion=dict(num_points=64))))


def _column(batch=2, groups=1):
    """Noise of 32 px wide images, with maps by class."""
    torch.manual_seed(1)
    maps = 4 * groups
    return ([torch.randn(batch, 6, 4, 4), torch.randn(batch, 4, 8, 8)],
            [torch.rand(batch, maps, 4, 4), torch.rand(batch, maps, 8, 8)])


def _resize(maps):
    return F.interpolate(maps[None], (32, 32), mode='bilinear')[0]


def _sample(label) -> SegDataSample:
    return SegDataSample(gt_sem_seg=PixelData(data=label[None]))


@torch.no_grad()
def test_queries_by_hand():
    """Q^_i = MLP([Q_i; tau(C_j)]), one set per class."""
    head = _decoder().head
    first, _, second = head.fuse
    found = head.queries(torch.tensor([3, 1]))
    assert found.shape == (2, 3, 32)
    for row, label in enumerate((3, 1)):
        for index, query in enumerate(head.transformer.query_feat.weight):
            hidden = first.bias.clone()
            hidden += first.weight[:, :32] @ query
            hidden += first.weight[:, 32:] @ TEXT[label]
            expected = second.weight @ hidden.clamp(min=0) + second.bias
            torch.testing.assert_close(found[row, index], expected,
                                       atol=1e-5, rtol=1e-4)


@torch.no_grad()
def test_a_pair_reads_the_map_of_its_class():
    features, attn = _column(groups=2)
    pairs = ClassPairs.of([[3, 1], [], [2]], torch.device('cpu'))
    assert pairs.images.tolist() == [0, 0, 2]
    assert pairs.labels.tolist() == [3, 1, 2]
    pairs = ClassPairs.of([[3], [1, 2]], torch.device('cpu'))
    found, maps = pairs.column(features, [attn[0], None], 4)
    for row, (image, label) in enumerate(((0, 3), (1, 1), (1, 2))):
        torch.testing.assert_close(found[1][row], features[1][image])
        torch.testing.assert_close(
            maps[0][row], attn[0][image, [label, 4 + label]])
    assert maps[1] is None


def _scores(decoder, column, named, index=0):
    with torch.no_grad():
        decoded = decoder.eval()(*column, named)
    return decoder.head.predict(decoded, index, _resize)['seg_logits'].data


def test_exchanged_names_exchange_the_scores():
    """No weight belongs to a class index."""
    features, attn = _column()
    order = [0, 2, 3, 1]
    before = _scores(_decoder(), (features, attn), [[1, 2, 3], []])
    after = _scores(_decoder(TEXT[order]),
                    (features, [maps[:, order] for maps in attn]),
                    [[3, 1, 2], []])
    torch.testing.assert_close(after, before[order], atol=1e-5, rtol=1e-4)
    # Neither the order of the names nor other images' names matter.
    again = _scores(_decoder(), (features, attn), [[2, 1, 3], [3]])
    torch.testing.assert_close(again, before, atol=1e-5, rtol=1e-4)
    # The name counts besides its map.
    other = _scores(_decoder(TEXT[order]), (features, attn), [[1, 2, 3], []])
    assert (other - before)[1:].abs().amax((1, 2)).min() > 1e-4


@torch.no_grad()
def test_scores_by_hand():
    decoder, column = _decoder().eval(), _column()
    decoded = decoder(*column, [[2], [3, 1]])
    expected = torch.zeros(4, 16, 16)
    for pair, label in ((1, 3), (2, 1)):
        for query in range(3):
            yes, no = decoded.classes[-1][pair, query].exp()
            mask = 1 / (1 + (-decoded.masks[-1][pair, query]).exp())
            expected[label] = torch.maximum(expected[label],
                                            yes / (yes + no) * mask)
    expected[0] = 1 - expected[1:].max(0).values
    found = decoder.head.predict(decoded, 1, lambda maps: maps)
    torch.testing.assert_close(found['seg_logits'].data, expected,
                               atol=1e-5, rtol=1e-4)
    assert torch.equal(found['pred_sem_seg'].data[0], expected.argmax(0))
    bound = decoder.head.predict(decoded, 1, lambda maps: maps, {'disc'})
    assert not bound['seg_logits'].data[3].any()
    assert bound['seg_logits'].data[1].any()


def test_without_names_all_is_background():
    decoder, column = _decoder(), _column()
    assert (_scores(decoder, column, [[], [1]])[0] == 1).all()
    assert (_scores(decoder, column, [[], []])[0] == 1).all()
    label = torch.zeros(32, 32, dtype=torch.long)
    losses = decoder.train().loss(*column, [_sample(label)] * 2, (32, 32),
                                  [[], []])
    total = sum(losses.values())
    total.backward()
    assert total.item() == 0
    # Processes that train together wait for every gradient.
    assert all(parameter.grad is not None
               for parameter in decoder.parameters())


def test_targets():
    """Other classes are background, ignored pixels nobody's; a class that
    is not there has no mask."""
    head = _decoder().head
    label = torch.zeros(32, 32, dtype=torch.long)
    label[:8], label[8:10], label[20:] = 2, 255, 1
    target = head.targets(label, [2])
    assert target.labels.tolist() == [0]
    assert torch.equal(target.masks[0], (label == 2).float())
    assert torch.equal(target.valid[0], (label != 255).float())
    assert not len(head.targets(label, [3]).labels)


def test_a_class_never_trained_can_be_asked_for():
    """Trained on one class; the others are found by their own maps."""
    torch.manual_seed(2)
    decoder = _decoder()
    masks = torch.zeros(4, 32, 32)
    masks[1, 4:20, 2:14] = masks[2, 2:12, 18:30] = masks[3, 18:30, 16:28] = 1
    features, attn = _column(8)
    labels = torch.zeros(8, 32, 32, dtype=torch.long)
    for index in range(8):
        # Each image has the three masks moved; all maps are there.
        moved = masks.roll((5 * index, 3 * index), (1, 2))
        labels[index] = (moved * torch.arange(4)[:, None, None]).amax(0)
        for scale, size in zip(attn, (4, 8)):
            scale[index] = F.adaptive_avg_pool2d(moved, size) / 2
    train = (([f[:6] for f in features]), ([a[:6] for a in attn]))
    samples = [_sample(label) for label in labels[:6]]
    optimizer = torch.optim.AdamW(decoder.parameters(), 2e-3)
    for _ in range(50):
        losses = decoder.loss(*train, samples, (32, 32), [[1]] * 6)
        optimizer.zero_grad()
        sum(losses.values()).backward()
        optimizer.step()
    assert all(parameter.grad.abs().sum() > 0
               for parameter in decoder.head.fuse.parameters())
    column = [f[6:] for f in features], [a[6:] for a in attn]
    for image in (0, 1):
        found = _scores(decoder, column, [[1, 2, 3]] * 2, image).argmax(0)
        truth = labels[6 + image]
        for label in (1, 2, 3):
            both = ((found == label) & (truth == label)).sum()
            either = ((found == label) | (truth == label)).sum()
            assert both / either > 0.6, label
        # Only what is asked for is found.
        alone = _scores(decoder, column, [[2], [2]], image).argmax(0)
        assert alone.unique().tolist() == [0, 2]


def test_text_is_no_part_of_a_checkpoint():
    decoder = _decoder()
    assert 'head.text' not in decoder.state_dict()
    more = torch.cat([TEXT, TEXT[:1] + 1])
    wider = MODELS.build(dict(
        type='mmflexgen.PDecoder', feature_channels=[6, 4],
        attn_channels=[5, 5], num_tokens=5, finest_stride=4, channels=32,
        mask_stride=2, metainfo=dict(classes=(*CLASSES, 'heart')),
        class_text=lambda: more, head=dict(
            type='mmflexgen.OpenVocabularyHead', transformer=dict(
                num_queries=3, num_layers=2, num_heads=4, ffn_channels=64))))
    wider.load_state_dict(decoder.state_dict())
    features, attn = _column()
    wide = [F.pad(maps, (0, 0, 0, 0, 0, 1)) for maps in attn]
    torch.testing.assert_close(
        _scores(wider, (features, wide), [[1, 3], []])[:4],
        _scores(decoder, (features, attn), [[1, 3], []]))


def test_annotation():
    head = _decoder().head
    head.ignore_below = 0.6
    scores = torch.tensor([[[.1, .6]], [[.9, .4]], [[0., .3]], [[0., 0.]]])
    label, values = head.annotation(dict(seg_logits=PixelData(data=scores)))
    assert label.tolist() == [[1, 255]]
    assert values['confidence'] == pytest.approx((.9 + .6 / 1.3) / 2)


def test_bad_input_is_named():
    with pytest.raises(InputError, match="'background', which is none of"):
        _decoder(classes=CLASSES[1:])
    decoder = _decoder()
    small = _sample(torch.zeros(16, 16, dtype=torch.long))
    with pytest.raises(InputError, match='must have the size of its image'):
        decoder.loss(*_column(), [small] * 2, (32, 32), [[1], [2]])
