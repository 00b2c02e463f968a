"""Selections against brute force over the whole manifest."""

import math
import random

import numpy as np
import pytest

from mmflexgen.registry import TASK_UTILS
from mmflexgen.synthesis.selections import (BestFraction, NearDuplicates,
                                            select)
from mmflexgen.utils import InputError


def lines_of(hashes):
    return [dict(id=3 * index, hashes=dict(perceptual=f'{value:016x}'))
            for index, value in enumerate(hashes)]


def related_hashes(rng, num, max_flips=20):
    """Hashes of which every other is an earlier one with bits flipped."""
    hashes = [rng.getrandbits(64)]
    while len(hashes) < num:
        value = rng.choice(hashes) if rng.random() < 0.5 else \
            rng.getrandbits(64)
        for bit in rng.sample(range(64), rng.randrange(max_flips)):
            value ^= 1 << bit
        hashes.append(value)
    return hashes


@pytest.mark.parametrize('max_distance', [0, 1, 4, 10, 15])
def test_near_duplicates_are_those_of_brute_force(max_distance):
    lines = lines_of(related_hashes(random.Random(max_distance), 400))
    kept, expected = [], []
    for line in lines:
        value = int(line['hashes']['perceptual'], 16)
        if any((value ^ other).bit_count() <= max_distance
               for other in kept):
            expected.append((line['id'], 'near-duplicate'))
        else:
            kept.append(value)
    found = list(NearDuplicates(max_distance)(lines))
    assert found == expected
    assert 0 < len(found) < 400


def test_the_border_of_near():
    lines = lines_of([0, 0b1111, 0b11111, (1 << 64) - 1])
    assert [index for index, _ in NearDuplicates(4)(lines)] == [3]
    # The second left, so it is no partner for the third.
    assert [index for index, _ in NearDuplicates(5)(lines)] == [3, 6]


def test_few_of_many_hashes_are_compared(monkeypatch):
    compared = []
    count = np.bitwise_count

    def counting(values):
        compared.append(values.size)
        return count(values)

    monkeypatch.setattr(np, 'bitwise_count', counting)
    rng = random.Random(0)
    lines = lines_of(rng.getrandbits(64) for _ in range(2000))
    assert list(NearDuplicates(4)(lines)) == []
    # Each hash meets 5 buckets of 2^12 or 2^13 of the 1,000 before it.
    assert sum(compared) / 2000 < 1.5 * 1000 * 5 / 2**12.8


def scored(values, classes=None):
    return [dict(id=2 * index, scores=dict(trust=value),
                 classes=classes[index] if classes else ['star'])
            for index, value in enumerate(values)]


@pytest.mark.parametrize('fraction', [0.01, 0.1, 0.5, 0.75, 1])
@pytest.mark.parametrize('highest', [True, False])
def test_the_best_stay(fraction, highest):
    rng = random.Random(0)
    lines = scored([rng.randrange(8) / 8 for _ in range(30)])  # with ties
    out = list(BestFraction('trust', fraction, highest=highest)(lines))
    order = sorted(lines, key=lambda line: (
        -line['scores']['trust'] if highest else line['scores']['trust'],
        line['id']))
    left = order[math.ceil(fraction * 30 - 1e-9):]
    assert out == [(number, 'not among the best by trust') for number in
                   sorted(line['id'] for line in left)]


def test_the_best_of_each_class_stay():
    # Stars score low throughout: in common they would lose all.
    lines = scored([0.9, 0.8, 0.7, 0.6, 0.2, 0.1, 0.3, 0.5],
                   [['ring'], ['ring'], ['ring'], ['ring'], ['star'],
                    ['star'], ['ring', 'star'], []])
    out = [number for number, _ in
           BestFraction('trust', 0.5, per='class')(lines)]
    # Rings: 0.9, 0.8 and 0.7 of five. Stars: 0.3 and 0.2 of three.
    assert out == [6, 10]
    common = [number for number, _ in BestFraction('trust', 0.5)(lines)]
    assert common == [8, 10, 12, 14]


def test_the_best_among_equally_many_classes_stay():
    # Scores fall with the classes: in common, crowded samples would lose all.
    one, two, none = ['star'], ['ring', 'star'], []
    lines = scored([0.9, 0.3, 0.8, 0.2, 0.7, 0.1, 0.05],
                   [one, two, one, two, one, two, none])
    out = [number for number, _ in
           BestFraction('trust', 0.5, per='count')(lines)]
    assert out == [8, 10]


def test_later_selections_see_what_earlier_ones_left():
    lines = scored([0.9, 0.8, 0.1, 0.5])
    for line, value in zip(lines, (0, 0, 0, 1 << 63)):
        line['hashes'] = dict(perceptual=f'{value:016x}')
    lines.insert(1, dict(id=1, unfilled=True))
    reads = []

    def manifest():
        reads.append(1)
        return iter(lines)

    parts = [TASK_UTILS.build(dict(type='mmflexgen.NearDuplicates',
                                   max_distance=0)),
             TASK_UTILS.build(dict(type='mmflexgen.BestFraction',
                                   score='trust', fraction=0.5))]
    best = 'not among the best by trust'
    assert select(manifest, parts) == {
        2: 'near-duplicate', 4: 'near-duplicate', 6: best}
    assert select(manifest, parts[::-1]) == {
        4: best, 6: best, 2: 'near-duplicate'}
    assert select(manifest, []) == {}
    assert len(reads) == 4


def test_nothing_to_select():
    assert list(NearDuplicates()([])) == []
    assert list(BestFraction()([])) == []


@pytest.mark.parametrize('config, line, words', [
    (dict(type='NearDuplicates', max_distance=16), {}, 'from 0 to 15'),
    (dict(type='NearDuplicates', max_distance=-1), {}, 'from 0 to 15'),
    (dict(type='NearDuplicates'), {}, 'no perceptual hash of sample 4'),
    (dict(type='NearDuplicates'), dict(hashes={}), 'put PerceptualHash'),
    (dict(type='BestFraction', fraction=0), {}, 'fraction .* is 0'),
    (dict(type='BestFraction', fraction=1.2), {}, 'fraction .* is 1.2'),
    (dict(type='BestFraction', per='image'), {},
     "per .* is 'image': use one of 'dataset', 'class', 'count'"),
    (dict(type='BestFraction'), dict(scores={}), 'has no scores'),
    (dict(type='BestFraction'), dict(scores=dict(clip=1)),
     "'confidence', but .* None for sample 4, which has clip"),
    (dict(type='BestFraction'), dict(scores=dict(confidence=float('nan'))),
     'nan for sample 4'),
])
def test_bad_input(config, line, words):
    with pytest.raises(InputError, match=words):
        selection = TASK_UTILS.build(
            dict(config, type=f'mmflexgen.{config["type"]}'))
        list(selection([dict(id=4, classes=[], **line)]))
