"""Class names to token positions."""

import pytest
import torch

from mmflexgen.models.freegen import EntityTokens
from mmflexgen.utils import InputError


def _spelled(base, prompt, positions) -> str:
    """The text that the tokens at some positions stand for."""
    ids = base.tokenizer(prompt)['input_ids']
    return base.tokenizer.decode([ids[index] for index in positions])


def test_name_of_several_tokens(tiny_base):
    prompt = 'a photo of a star, mushroom and ring'
    found = tiny_base.token_positions(prompt, ['mushroom', 'ring', 'star'])
    assert len(found['mushroom']) > 1
    for name, positions in found.items():
        assert _spelled(tiny_base, prompt, positions) == name
        assert list(positions) == sorted(positions) and positions[0] > 0


def test_name_of_several_words(tiny_base):
    prompt = 'A Potted  Plant on a table'
    positions = tiny_base.token_positions(prompt, ['potted plant'])
    assert _spelled(tiny_base, prompt, positions['potted plant']
                    ).split() == ['potted', 'plant']


def test_inside_of_other_words_does_not_count(tiny_base):
    prompt = 'a string and a ring'
    found = tiny_base.token_positions(prompt, ['ring'])['ring']
    last = len(tiny_base.tokenizer(prompt)['input_ids']) - 2
    assert found == (last, )
    with pytest.raises(InputError, match="'ring' is not named"):
        tiny_base.token_positions('a string', ['ring'])


def test_nested_names_share_no_token(tiny_base):
    prompt = 'a hot  dog, two Dogs and a dog house'
    found = tiny_base.token_positions(prompt, ['dog', 'hot dog', 'dog house'])
    assert {name: _spelled(tiny_base, prompt, positions).lower().split()
            for name, positions in found.items()} == {
        'dog': ['dogs'], 'hot dog': ['hot', 'dog'],
        'dog house': ['dog', 'house']}
    first = tiny_base.token_positions(prompt, ['dog', 'hot dog'], 'first')
    assert first['dog'] == found['dog']
    # By itself, a name is found wherever it stands.
    alone = tiny_base.token_positions(prompt, ['dog'])['dog']
    assert _spelled(tiny_base, prompt, alone).lower().replace(' ', '') == (
        'dogdogsdog')
    with pytest.raises(InputError, match="'dog' is not named"):
        tiny_base.token_positions('a hot dog', ['hot dog', 'dog'])


def test_entities_are_the_nested_names_own(tiny_base):
    prompt = 'a hot dog and a dog'
    weights = EntityTokens.locate(
        tiny_base, [prompt], [['dog', 'hot dog']]).weights[0]
    found = tiny_base.token_positions(prompt, ['dog', 'hot dog'])
    assert weights[:, 0].nonzero().ravel().tolist() == list(found['dog'])
    assert not (weights[:, 0] * weights[:, 1]).any()


def test_all_or_first_occurrence(tiny_base):
    prompt = 'a ring on a ring with stars'
    both = tiny_base.token_positions(prompt, ['ring'])['ring']
    first = tiny_base.token_positions(prompt, ['ring'], 'first')['ring']
    assert len(both) == 2 and first == both[:1]
    # A plural counts as the name.
    stars = tiny_base.token_positions(prompt, ['star'])['star']
    assert _spelled(tiny_base, prompt, stars) == 'stars'


def test_beyond_the_encoder(tiny_base):
    prompt = 'a photo of a ' + 'a ' * tiny_base.max_tokens + 'ring'
    with pytest.raises(InputError, match='beyond the 64 tokens'):
        tiny_base.token_positions(prompt, ['ring'])
    with pytest.raises(InputError, match='the text encoder takes 64'):
        tiny_base.encode_prompt(['a photo', prompt])


def test_longest_prompt_that_fits(tiny_base):
    words = tiny_base.max_tokens - 3  # start, end and the name
    prompt = 'a ' * words + 'ring'
    assert tiny_base.token_positions(prompt, ['ring'])['ring'] == (words + 1,)
    assert tiny_base.encode_prompt([prompt]).hidden.shape[1] == 64
    with pytest.raises(InputError):
        tiny_base.token_positions('a ' + prompt, ['ring'])


def test_encoded_name_is_the_mean_over_its_tokens(tiny_base):
    """Start, end and padding tokens are left out."""
    names = ['mushroom', 'ring', 'potted plant']
    found = tiny_base.encode_names(names)
    for name, vector in zip(names, found):
        inner = len(tiny_base.tokenizer(name)['input_ids']) - 2
        hidden = tiny_base.encode_prompt([name]).hidden[0]
        torch.testing.assert_close(vector, hidden[1:inner + 1].mean(0),
                                   atol=1e-5, rtol=1e-4)
        if name == 'mushroom':
            assert inner > 1
            assert not torch.allclose(vector, hidden.mean(0), atol=1e-2)
