"""Draws: the stream is fixed, noise is never shared, classes balance."""

from collections import Counter

import pytest

from mmflexgen.prompts.draw import (MAX_SAMPLES, Cycle, noise_seed, pick,
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
