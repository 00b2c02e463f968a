"""Near-duplicates, and the rules of a list."""

import random

import pytest

from mmflexgen.prompts.prompt_list import PromptList
from mmflexgen.prompts.reply import lines_of, without_last_line
from mmflexgen.prompts.similar_texts import SimilarTexts, words_of
from mmflexgen.utils import InputError


def jaccard(one, two):
    one, two = set(words_of(one)), set(words_of(two))
    return len(one & two) / len(one | two)


@pytest.mark.parametrize('threshold', [0.3, 0.5, 0.7, 0.8, 1.0])
def test_similar_texts_agree_with_all_pairs(threshold):
    rng = random.Random(round(threshold * 10))
    vocabulary = [f'w{index}' * (1 + index % 3) for index in range(14)]
    texts = [' '.join(rng.choices(vocabulary, k=rng.randint(1, 9)))
             for _ in range(150)]
    index, matches = SimilarTexts(threshold), 0
    for number, text in enumerate(texts):
        best = max((jaccard(text, other) for other in texts[:number]),
                   default=0)
        match = index.find(text)
        if best >= threshold:
            assert match.similarity == best == jaccard(text, match.text)
            matches += 1
        else:
            assert match is None
        index.add(text)
    assert 5 < matches < 150


def test_same_words_in_the_same_order_are_the_same():
    index = SimilarTexts(0.7)
    index.add('a cat on a dog')
    assert index.find('A cat, on a DOG.').same
    other = index.find('a dog on a cat')
    assert other.similarity == 1 and not other.same


def test_rules_name_the_reason():
    prompts = PromptList(['cat', 'dog'], per_class=2, total=3, min_words=4,
                         max_words=8, min_classes=1)
    assert prompts.add('a red cat sleeping outside') is None
    for text, reason in (
            ('a cat here', 'too short'),
            ('a cat ' * 5, 'too long'),
            ('a red bus driving outside', 'names no class'),
            ('A red cat, sleeping outside.', 'duplicate'),
            ('outside, a red cat sleeping', 'near-duplicate')):
        assert prompts.add(text) == reason
    assert prompts.add('two cars and one cat', 'dog') == (
        'does not name the class asked for')
    assert prompts.counts == dict(cat=1, dog=0)
    assert prompts.missing() == dict(cat=1, dog=2)
    assert prompts.add('a dog chases a cat') is None
    assert prompts.shortfall() == '2 of 3 prompts'
    assert prompts.add('the dog eats its dinner') is None
    assert prompts.shortfall() is None


def test_several_classes_can_be_asked_for():
    prompts = PromptList(['cat', 'dog'], min_classes=2, min_words=3)
    assert prompts.add('one lonely cat') == 'names too few classes'
    assert prompts.add('one cat and one dog') is None


@pytest.mark.parametrize('options, words', [
    (dict(classes=[]), 'needs classes'),
    (dict(classes=['cat', 'cat']), "'cat'.*twice"),
    (dict(classes=['cat'], min_words=9, max_words=3), 'leave no prompt'),
    (dict(classes=['cat'], similarity=0), 'above 0'),
])
def test_bad_rules_are_explained(options, words):
    with pytest.raises(InputError, match=words):
        PromptList(**options)


def test_replies_become_lines():
    reply = '''<think>Cats.
A cat to be left out.</think>Sure, here are your captions:

1. A cat on a mat
 2)  "A cat  in a box."
- **A cat by a door**
```
["A cat under 3 trees",
'''
    assert lines_of(reply) == [
        'A cat on a mat', 'A cat in a box.', 'A cat by a door',
        'A cat under 3 trees']
    assert lines_of('<think>never ends\nA cat') == []
    assert without_last_line('one cat\ntwo ca') == 'one cat'
    assert without_last_line('two ca') == ''
