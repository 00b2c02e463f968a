"""A* read from a UNet."""

import pytest
import torch

from mmflexgen.models.diffusion import AttentionProbe, seeded_noise
from mmflexgen.models.diffusion.prompt_encoding import PromptEmbeds
from mmflexgen.models.freegen import (AttentionSelfRectification,
                                      EntityProbe, EntityTokens, entity_maps,
                                      find_blocks)
from mmflexgen.utils import InputError

PROMPTS = ['a photo of a star', 'a ring beside a mushroom, two rings']
NAMES = [['star'], ['mushroom', 'ring']]
SIZE = (8, 8)


@pytest.fixture
def inputs(tiny_base):
    return (seeded_noise([0, 1], tiny_base.latent_shape()), 10,
            tiny_base.encode_prompt(PROMPTS))


@pytest.fixture
def tokens(tiny_base):
    return EntityTokens.locate(tiny_base, PROMPTS, NAMES)


def test_tokens_by_characters(tiny_base, tokens):
    """Each column averages the tokens whose letters spell the name."""
    assert tokens.counts == [1, 2]
    for row, (prompt, names) in enumerate(zip(PROMPTS, NAMES)):
        offsets = tiny_base.tokenizer(
            prompt, return_offsets_mapping=True)['offset_mapping']
        for column, name in enumerate(names):
            chosen = tokens.weights[row, :, column].nonzero().flatten()
            spelt = ''.join(prompt[slice(*offsets[index])]
                            for index in chosen.tolist())
            times = prompt.count(name)
            assert spelt.replace('rings', 'ring') == name * times
            assert tokens.weights[row, :, column].sum() == pytest.approx(1)
    # A mushroom is several tokens, so the mean matters.
    assert (tokens.weights[1, :, 0] > 0).sum() > 1
    assert not tokens.weights[0, :, 1].any()
    assert torch.equal(tokens.spelling, tokens.weights.sum(-1) > 0)


def test_first_occurrence(tiny_base, tokens):
    first = EntityTokens.locate(tiny_base, PROMPTS, NAMES, 'first')
    assert ((first.weights[1, :, 1] > 0).sum()
            < (tokens.weights[1, :, 1] > 0).sum())


@torch.no_grad()
def expected_maps(base, inputs, tokens):
    """The mean over blocks and heads of A_s A_c, from hooks on to_q, to_k."""
    seen, handles = {}, []

    for name, module in base.unet.named_modules():
        if name.endswith(('attn1.to_q', 'attn1.to_k', 'attn2.to_q',
                          'attn2.to_k')):
            handles.append(module.register_forward_hook(
                lambda m, i, o, name=name: seen.update({name: o})))
    base.unet_forward(*inputs)
    for handle in handles:
        handle.remove()
    products = []
    for name, query in seen.items():
        if not name.endswith('attn1.to_q') or query.shape[1] != 64:
            continue
        block, heads = name[:-len('attn1.to_q')], 2
        width = query.shape[-1] // heads
        for head in range(heads):
            part = slice(head * width, (head + 1) * width)
            maps = [torch.softmax(
                seen[f'{block}{layer}.to_q'][..., part]
                @ seen[f'{block}{layer}.to_k'][..., part].mT
                / width**0.5, -1) for layer in ('attn1', 'attn2')]
            products.append(maps[0] @ maps[1])
    mean = torch.stack(products).mean(0)
    return (mean @ tokens.weights).mT.unflatten(-1, SIZE)


@torch.no_grad()
def test_maps_pair_the_attentions_of_a_block(tiny_base, inputs, tokens):
    probe = EntityProbe(SIZE, tokens)
    with probe.attached(tiny_base.unet):
        tiny_base.unet_forward(*inputs)
    torch.testing.assert_close(
        probe.maps(), expected_maps(tiny_base, inputs, tokens),
        atol=1e-6, rtol=1e-4)
    blocks = find_blocks(tiny_base, SIZE)
    rectify = AttentionSelfRectification(blocks, 64)
    untrained = EntityProbe(SIZE, tokens, rectify)
    with untrained.attached(tiny_base.unet):
        tiny_base.unet_forward(*inputs)
    torch.testing.assert_close(untrained.maps(), probe.maps())


@torch.no_grad()
def test_output_is_untouched_and_the_probe_leaves(tiny_base, inputs, tokens):
    unet = tiny_base.unet
    before = dict(unet.attn_processors)
    plain = tiny_base.unet_forward(*inputs)
    with EntityProbe(SIZE, tokens).attached(unet):
        assert torch.equal(tiny_base.unet_forward(*inputs), plain)
    assert all(unet.attn_processors[key] is before[key] for key in before)


@torch.no_grad()
def test_conditional_half(tiny_base, inputs, tokens):
    noise, t, embeds = inputs
    alone, guided = EntityProbe(SIZE, tokens), EntityProbe(
        SIZE, tokens, conditional_half=True)
    with alone.attached(tiny_base.unet):
        tiny_base.unet_forward(noise, t, embeds)
    both = PromptEmbeds.cat([tiny_base.encode_prompt([''] * 2), embeds])
    with guided.attached(tiny_base.unet):
        tiny_base.unet_forward(torch.cat([noise] * 2), t, both)
    torch.testing.assert_close(guided.maps(), alone.maps(), atol=1e-6,
                               rtol=1e-4)


@torch.no_grad()
def test_nothing_as_large_as_all_maps_is_kept(tiny_base, inputs, tokens):
    """Between blocks the probe holds one sum and no block's heads."""
    probe = EntityProbe((16, 16), tokens)
    with probe.attached(tiny_base.unet):
        tiny_base.unet_forward(*inputs)
        assert not probe._waiting
        assert probe._sum.shape == (2, 256, 2)


def test_a_grid_that_is_not_there(tiny_base, inputs, tokens):
    with pytest.raises(InputError, match='one of 4, 8, 16'):
        find_blocks(tiny_base, (5, 5))
    with pytest.raises(InputError, match='5 x 5 cells'):
        EntityProbe((5, 5), tokens).maps()


@torch.no_grad()
def test_probe_of_chosen_sizes_and_entity_maps(tiny_base, inputs, tokens):
    everything, chosen = AttentionProbe(), AttentionProbe(sizes=[SIZE])
    with everything.attached(tiny_base.unet), chosen.attached(
            tiny_base.unet):
        tiny_base.unet_forward(*inputs)
    assert torch.equal(chosen.maps(SIZE), everything.maps(SIZE))
    assert chosen.maps((4, 4)) is None
    maps = entity_maps(chosen.maps(SIZE), tokens)
    positions = tiny_base.token_positions(PROMPTS[1], ['mushroom'])
    torch.testing.assert_close(
        maps[1, 0], torch.stack([
            chosen.maps(SIZE)[1, 0, p] for p in positions['mushroom']]
        ).mean(0))
