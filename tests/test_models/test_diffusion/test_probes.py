"""Features and attention read from the UNet (equation 3)."""

import pytest
import torch

from mmflexgen.models.diffusion import (AttentionProbe, FeatureProbe,
                                        seeded_noise)
from mmflexgen.models.diffusion.attention_probe import Heads
from mmflexgen.models.diffusion.feature_probe import unet_blocks
from mmflexgen.models.diffusion.prompt_encoding import PromptEmbeds

PROMPTS = ['a photo of a star', 'a photo of a ring, mushroom']
SIZES = [(4, 4), (8, 8), (16, 16)]


@pytest.fixture
def inputs(tiny_base):
    noise = seeded_noise([0, 1], tiny_base.latent_shape())
    return noise, tiny_base.encode_prompt(PROMPTS)


@torch.no_grad()
def _independent_maps(base, latents, embeds, name, heads=2):
    """softmax(Q K^T / sqrt(d)) of every layer, from hooks on to_q, to_k.

    Returns:
        {N: (B, layers * heads, N, K)}.
    """
    queries, keys, handles = [], [], []
    for key, module in base.unet.named_modules():
        if key.endswith(name):
            handles.append(module.to_q.register_forward_hook(
                lambda m, i, out: queries.append(out)))
            handles.append(module.to_k.register_forward_hook(
                lambda m, i, out: keys.append(out)))
    base.unet_forward(latents, 10, embeds)
    for handle in handles:
        handle.remove()
    maps = {}
    for query, key in zip(queries, keys):
        width = query.shape[-1] // heads
        for head in range(heads):
            part = slice(head * width, (head + 1) * width)
            q, k = query[..., part], key[..., part]
            probs = torch.softmax(
                torch.einsum('bnd,bkd->bnk', q, k) / width**0.5, -1)
            maps.setdefault(query.shape[1], []).append(probs)
    return {n: torch.stack(each, 1) for n, each in maps.items()}


@pytest.mark.parametrize('kind,name', [('cross', 'attn2'),
                                       ('self', 'attn1')])
def test_probabilities(tiny_base, inputs, kind, name):
    expected = _independent_maps(tiny_base, *inputs, name)
    mean, concat = AttentionProbe(kind), AttentionProbe(kind, 'concat')
    with torch.no_grad():
        for probe in (mean, concat):
            with probe.attached(tiny_base.unet):
                tiny_base.unet_forward(inputs[0], 10, inputs[1])
    for size in SIZES:
        truth = expected[size[0] * size[1]]
        truth = truth.transpose(-1, -2).unflatten(-1, size)
        torch.testing.assert_close(concat.maps(size), truth,
                                   atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(mean.maps(size)[:, 0], truth.mean(1),
                                   atol=1e-5, rtol=1e-4)
        # Every position spreads a probability of one over the keys.
        torch.testing.assert_close(mean.maps(size).sum(2),
                                   torch.ones(2, 1, *size))
    assert mean.maps((32, 32)) is None


@torch.no_grad()
def test_output_is_untouched_and_probes_leave(tiny_base, inputs):
    unet = tiny_base.unet
    before = dict(unet.attn_processors)
    plain = tiny_base.unet_forward(inputs[0], 0, inputs[1])
    with AttentionProbe().attached(unet), FeatureProbe().attached(
            unet_blocks(unet)):
        probed = tiny_base.unet_forward(inputs[0], 0, inputs[1])
    assert torch.equal(plain, probed)
    with pytest.raises(RuntimeError):
        with AttentionProbe('self').attached(unet), \
                FeatureProbe().attached(
            unet_blocks(unet)):
            raise RuntimeError
    after = unet.attn_processors
    assert after.keys() == before.keys()
    assert all(after[key] is before[key] for key in before)
    assert not any(block._forward_hooks for block in unet_blocks(unet))


@torch.no_grad()
def test_conditional_half(tiny_base, inputs):
    noise, embeds = inputs
    alone = AttentionProbe()
    with alone.attached(tiny_base.unet):
        tiny_base.unet_forward(noise, 7, embeds)
    guided = AttentionProbe(conditional_half=True)
    both = PromptEmbeds.cat([tiny_base.encode_prompt([''] * 2), embeds])
    with guided.attached(tiny_base.unet):
        tiny_base.unet_forward(torch.cat([noise] * 2), 7, both)
    for size in SIZES:
        torch.testing.assert_close(guided.maps(size), alone.maps(size),
                                   atol=1e-5, rtol=1e-4)


@torch.no_grad()
def test_features_by_scale(tiny_base, inputs):
    probe = FeatureProbe()
    outputs = []
    blocks = [*tiny_base.unet.up_blocks]
    handles = [block.register_forward_hook(
        lambda m, i, out: outputs.append(out)) for block in blocks]
    with probe.attached(unet_blocks(tiny_base.unet)):
        tiny_base.unet_forward(inputs[0], 0, inputs[1])
    for handle in handles:
        handle.remove()
    scales = probe.by_scale()
    assert list(scales) == SIZES
    # Down blocks 2 and 3 and the mid block; down 1 and up 1; up 2 and 3.
    assert [scales[size].shape[1] for size in SIZES] == [
        48 * 0 + 64 + 64 + 48, 32 + 64, 48 + 32]
    torch.testing.assert_close(scales[(16, 16)], torch.cat(outputs[1:], 1))


def test_products_beyond_half_precision():
    """As Stable Diffusion 2.1 has them."""
    query = 300. * torch.tensor([[1., 0.], [0., 1.]])
    heads = Heads(*(each.half()[None, None] for each in (query, 4 * query)),
                  scale=1e-5)
    expected = torch.softmax(
        1e-5 * query.double() @ (4 * query.double()).T, -1)
    torch.testing.assert_close(heads.probabilities(0)[0].double(), expected)
