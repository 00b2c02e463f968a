"""Draws: the stream is fixed, noise is never shared, classes balance."""

from collections import Counter

import pytest

from mmflexgen.prompts.draw import (MAX_SAMPLES, Cycle, balanced_classes,
                                    draw_distinct, noise_seed, pick, shares,
                                    shuffled, stream)


def test_streams_are_fixed_for_good():
    # Written down once: another value means other datasets for all users.
    assert stream(0, 3, 'template').random() == pytest.approx(
        0.8643913059, abs=1e-9)
    assert shuffled(stream('a'), range(6)) == [3, 4, 5, 2, 0, 1]
    assert [noise_seed(0, i, 0) for i in range(3)] == [
        961906969, 2925357527, 4037180244]


def test_no_two_requests_share_noise():
    # As many as a large run has; a 32-bit hash would collide about 30 times.
    seeds = {noise_seed(7, i, a) for i in range(100_000) for a in range(5)}
    assert len(seeds) == 500_000
    assert max(seeds) < 1 << 32
    assert noise_seed(7, MAX_SAMPLES - 1, 31) not in seeds


def test_noise_seeds_look_random():
    bits = [sum(noise_seed(1, i, 0) >> bit & 1 for i in range(4000)) / 4000
            for bit in range(32)]
    assert all(abs(share - 0.5) < 0.05 for share in bits)
    assert {noise_seed(0, i, 0) for i in range(1000)}.isdisjoint(
        noise_seed(1, i, 0) for i in range(1000))


def test_cycle_is_balanced_and_pure():
    cycle = Cycle('abcde', 0)
    forward = [cycle[i] for i in range(50)]
    assert [Cycle('abcde', 0)[i] for i in reversed(range(50))] == forward[::-1]
    for start in range(0, 50, 5):
        assert sorted(forward[start:start + 5]) == list('abcde')
    assert len({tuple(forward[s:s + 5]) for s in range(0, 50, 5)}) > 1


def test_pick_follows_weights():
    rng = stream('weights')
    counts = Counter(pick(rng, 'xyz', (1, 0, 3)) for _ in range(4000))
    assert counts['y'] == 0
    assert counts['z'] / counts['x'] == pytest.approx(3, rel=0.15)


@pytest.mark.parametrize('weights', [
    (1, 1, 1, 1), (4, 1, 0.5, 2.5), (1e-6, 1, 1e-6, 1e-6), (0.1, ) * 4])
def test_shares_are_exact_on_average(weights):
    rng = stream('shares')
    draws = [shares(rng, weights, 6) for _ in range(2000)]
    for index, weight in enumerate(weights):
        exact = 6 * weight / sum(weights)
        counts = [draw[index] for draw in draws]
        assert exact - 1 < min(counts) <= max(counts) < exact + 1
        assert sum(counts) / 2000 == pytest.approx(exact, abs=0.05)
    assert {sum(draw) for draw in draws} == {6}


def test_weighted_cycle_is_in_proportion_and_pure():
    weights = (3, 1, 0.5, 0.5, 1)
    cycle = Cycle('abcde', 0, weights=weights)
    forward = [cycle[i] for i in range(600)]
    again = Cycle('abcde', 0, weights=weights)
    assert [again[i] for i in reversed(range(600))] == forward[::-1]
    counts = Counter(forward)
    for name, weight in zip('abcde', weights):
        assert counts[name] / 600 == pytest.approx(weight / 6, abs=0.03)


def test_weighted_draws_without_repetition():
    # Of all ordered pairs, ab has the chance 5/8 * 2/3 (by hand).
    rng = stream('distinct')
    counts = Counter(''.join(draw_distinct(rng, 'abc', 2, (5, 2, 1)))
                     for _ in range(6000))
    assert len(counts) == 6
    for pair, chance in dict(ab=5 / 12, ba=5 / 24, cb=1 / 28).items():
        assert counts[pair] / 6000 == pytest.approx(chance, abs=0.02)


def test_equal_weights_and_none_agree_in_all_classes():
    for weights in (None, (2, 2, 2)):
        anchors = Cycle('abc', 0, weights=weights)
        for index in range(20):
            names = balanced_classes(anchors, index, 3, stream(index))
            assert sorted(names) == list('abc')
            assert anchors[index] in balanced_classes(anchors, index, 1,
                                                      stream(index))
