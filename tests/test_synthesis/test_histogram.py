"""Bars against numpy's."""

import numpy as np

from mmflexgen.synthesis.histogram import Histogram


def test_bars_count_what_numpy_counts():
    # Two digits each, so nothing is lost to rounding; off the bars' ends.
    values = np.random.RandomState(0).randint(10, 100, 500) / 100
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    bars = histogram.bars(11)
    counts, ends = np.histogram(values, 11)
    np.testing.assert_allclose([bar[0] for bar in bars], ends[:-1])
    np.testing.assert_allclose([bar[1] for bar in bars], ends[1:])
    assert sum(bar[2] for bar in bars) == 500
    # Values on an end may fall to either side.
    assert np.abs(np.cumsum([bar[2] for bar in bars])
                  - np.cumsum(counts)).max() <= 10


def test_alike_and_none_and_memory():
    histogram = Histogram()
    assert histogram.bars() == []
    for _ in range(3):
        histogram.add(0.5)
    assert histogram.bars() == [(0.5, 0.5, 3)]
    for value in np.linspace(0.1, 10, 100000):
        histogram.add(value)
    assert len(histogram._counts) <= 182
