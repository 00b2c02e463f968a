"""The boxes of the paper's figure 9."""

import pytest
import torch
from torch.nn import functional as F

from mmflexgen.models.decoders import (HypercolumnFusion, MaskTransformer,
                                       PixelDecoder)


def test_fusion_is_a_convolution_of_both():
    torch.manual_seed(0)
    fusion = HypercolumnFusion([6, 4], [5, 0], num_tokens=5, out_channels=8)
    features = [100 * torch.randn(2, 6, 4, 4), torch.randn(2, 4, 8, 8)]
    attn = torch.rand(2, 5, 4, 4)
    fused = fusion(features, [attn, None])
    normal = (features[0] - features[0].mean((1, 2, 3), keepdim=True))
    normal = normal / features[0].flatten(1).std(
        1, unbiased=False)[:, None, None, None]
    weight = fusion.convs[0].weight[..., 0, 0]
    expected = torch.einsum('oc,bchw->bohw', weight,
                            torch.cat([normal, attn * 5], 1))
    expected = expected + fusion.convs[0].bias[:, None, None]
    torch.testing.assert_close(fused[0], expected, atol=1e-4, rtol=1e-4)
    assert fused[1].shape == (2, 8, 8, 8)


def test_dropout_takes_whole_channels_of_the_features_alone():
    torch.manual_seed(0)
    fusion = HypercolumnFusion([40], [1], num_tokens=5, out_channels=8,
                               dropout=0.5)
    column = [torch.randn(1, 40, 4, 4)], [torch.rand(1, 1, 4, 4)]
    seen = []
    fusion.convs[0].register_forward_pre_hook(
        lambda _, inputs: seen.append(inputs[0][0]))
    fusion(*column)
    fusion.eval()(*column)
    trained, evaluated = seen
    gone = (trained == 0).flatten(1).all(1)
    assert 10 < gone.sum() < 30 and not gone[40]
    kept = ~gone[:40]
    torch.testing.assert_close(trained[:40][kept], 2 * evaluated[:40][kept])
    torch.testing.assert_close(trained[40], evaluated[40])


@pytest.mark.parametrize('finest,mask_stride,side', [(8, 4, 32), (8, 8, 16),
                                                     (4, 2, 32), (8, 2, 64)])
def test_pixel_decoder_sizes(finest, mask_stride, side):
    decoder = PixelDecoder(3, 32, finest, mask_stride)
    fused = [torch.randn(1, 32, size, size) for size in (4, 8, 16)]
    feature, memory = decoder(fused)
    assert feature.shape == (1, 32, side, side)
    assert [m.shape[-1] for m in memory] == [4, 8, 16]
    with pytest.raises(ValueError, match='mask_stride is 3'):
        PixelDecoder(3, 32, 8, 3)


def _transformer(**kwargs) -> MaskTransformer:
    torch.manual_seed(0)
    return MaskTransformer(num_classes=3, num_queries=5, channels=32,
                           num_layers=3, num_heads=4, ffn_channels=64,
                           **kwargs).eval()


def test_attention_mask_follows_the_predicted_mask():
    model = _transformer()
    masks = torch.full((1, 5, 8, 8), -4.)
    masks[:, 0, :4, :4] = 4.
    mask = model.attention_mask(masks, (4, 4))
    assert mask.shape == (1 * 4, 5, 16)
    expected = F.avg_pool2d(masks[0, 0][None, None], 2).flatten() < 0
    assert all(torch.equal(head[0], expected) for head in mask)
    # An empty mask lets its query look everywhere.
    assert not mask[:, 1:].any()


@torch.no_grad()
def test_masked_attention_sees_nothing_outside():
    """Memory outside a query's mask does not change its first layer."""
    model = _transformer(num_memories=1)
    feature = torch.randn(1, 32, 8, 8)
    memory = torch.randn(1, 32, 8, 8)
    _, masks = model.predict(model.query_feat.weight[None], feature)
    hidden = model.attention_mask(masks, (8, 8))[0]  # (N, 64)
    query = int(hidden.sum(-1).argmax())
    assert 0 < hidden[query].sum() < 64
    changed = memory.clone()
    changed.flatten(2)[..., hidden[query]] += 5.
    # Self-attention would mix the queries: cross-attention alone.
    outputs = []
    for each in (memory, changed):
        keys = each.flatten(2).transpose(1, 2)
        outputs.append(model.layers[0].cross_attn(
            query=model.query_feat.weight[None], key=keys, value=keys,
            attn_mask=model.attention_mask(masks, (8, 8))))
    torch.testing.assert_close(outputs[0][0, query], outputs[1][0, query])
    assert (outputs[0] - outputs[1]).abs().max() > 1e-3


@torch.no_grad()
def test_transformer_shapes_and_independence():
    model = _transformer()
    memory = [torch.randn(2, 32, size, size) for size in (4, 8, 16, 32)]
    feature = torch.randn(2, 32, 32, 32)
    classes, masks = model(memory, feature)
    assert len(classes) == len(masks) == 4
    assert classes[0].shape == (2, 5, 4) and masks[0].shape[1:] == (5, 32, 32)
    alone, _ = model([m[1:] for m in memory], feature[1:])
    torch.testing.assert_close(classes[-1][1:], alone[-1],
                               atol=1e-4, rtol=1e-3)
    # The finest of four resolutions is not attended to.
    memory[-1] += 3
    torch.testing.assert_close(model(memory, feature)[0][-1], classes[-1])
