"""The statistics, against numpy."""

import numpy as np
import pytest

from mmflexgen.engine.comparison.markdown import plus_minus, table_lines
from mmflexgen.engine.comparison.summary import (best_lrs, late_change,
                                                 spread, summarize)


def make_results(rng, rows=('real', 'joint'), seeds=(3, 5, 8)):
    results = []
    for row in rows:
        for seed in seeds:
            curve = [dict(iter=step, mIoU=float(rng.uniform(0, 100)))
                     for step in (25, 50, 75, 100)]
            metrics = {'mIoU': curve[-1]['mIoU'],
                       'IoU/a': float(rng.uniform(0, 100)), 'IoU/b': None}
            results.append(dict(
                setting='s', row=row, seed=seed, lr=0.1, key='k',
                iterations=100, seconds=float(seed), metrics=metrics,
                curve=curve))
    return results


def test_spread_is_numpys():
    values = np.random.default_rng(0).uniform(0, 100, 7)
    result = spread(values.tolist())
    assert result['mean'] == pytest.approx(values.mean())
    assert result['std'] == pytest.approx(values.std(ddof=1))
    assert spread([4.0])['std'] is None


def test_summary_is_numpys():
    results = make_results(np.random.default_rng(1))
    spec = dict(settings=[dict(name='s')], rows=('real', 'joint'))
    # The order in which runs finished must not matter to the pairs.
    real, joint = summarize(results[::-1], 'mIoU', spec)
    values = np.array([result['metrics']['mIoU'] for result in results])
    differences = values[3:] - values[:3]
    assert real['gain'] is None
    assert real['mean'] == pytest.approx(values[:3].mean())
    assert joint['gain']['mean'] == pytest.approx(differences.mean())
    assert joint['gain']['std'] == pytest.approx(differences.std(ddof=1))
    expected = np.mean([result['metrics']['IoU/a'] for result in results[:3]])
    assert real['per_class'] == dict(a=pytest.approx(expected), b=None)
    changes = [result['curve'][3]['mIoU'] - result['curve'][2]['mIoU']
               for result in results[:3]]
    assert real['late_change'] == pytest.approx(np.mean(changes))


def test_pairs_are_of_one_seed():
    results = make_results(np.random.default_rng(2))
    spec = dict(settings=[dict(name='s')], rows=('real', 'joint'))
    unpaired = [result for result in results
                if (result['row'], result['seed']) != ('real', 5)]
    joint = summarize(unpaired, 'mIoU', spec)[1]
    assert len(joint['values']) == 3 and len(joint['gain']['values']) == 2


def test_late_change_of_a_short_curve():
    assert late_change([dict(iter=4, mIoU=50.0)], 'mIoU') == 0.0


def test_best_lrs_per_setting():
    results = [dict(setting=setting, lr=lr, metrics=dict(mIoU=value))
               for setting, lr, value in [('a', 1, 5.), ('a', 2, 7.),
                                          ('b', 1, 9.), ('b', 2, 9.)]]
    assert best_lrs(results, 'mIoU') == dict(a=2, b=1)


def test_markdown_cells():
    assert plus_minus(dict(mean=41.26, std=0.74)) == '41.3 ± 0.7'
    assert plus_minus(dict(mean=5.0, std=None), sign=True) == '+5.0'
    assert table_lines(['a', 'b'], [['1', '2']]) == [
        '| a | b |', '| --- | --- |', '| 1 | 2 |']
