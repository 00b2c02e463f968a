"""The statistics, against numpy."""

import numpy as np
import pytest

from mmflexgen.engine.comparison import Metric
from mmflexgen.engine.comparison.markdown import plus_minus, table_lines
from mmflexgen.engine.comparison.summary import (best_lrs, late_change,
                                                 spread, summarize)
from mmflexgen.utils import InputError

MIOU = Metric('mIoU')
ABS_REL = Metric('abs_rel', rule='less', digits=3, unit='')


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
    real, joint = summarize(results[::-1], MIOU, spec)
    values = np.array([result['metrics']['mIoU'] for result in results])
    differences = values[3:] - values[:3]
    assert real['difference'] is None
    assert real['mean'] == pytest.approx(values[:3].mean())
    assert joint['difference']['mean'] == pytest.approx(differences.mean())
    assert joint['difference']['std'] == pytest.approx(differences.std(ddof=1))
    expected = np.mean([result['metrics']['IoU/a'] for result in results[:3]])
    assert real['per_class'] == dict(a=pytest.approx(expected), b=None)
    assert real['all'] == dict(mIoU=pytest.approx(values[:3].mean()))
    changes = [result['curve'][3]['mIoU'] - result['curve'][2]['mIoU']
               for result in results[:3]]
    assert real['late_change'] == pytest.approx(np.mean(changes))


def test_pairs_are_of_one_seed():
    results = make_results(np.random.default_rng(2))
    spec = dict(settings=[dict(name='s')], rows=('real', 'joint'))
    unpaired = [result for result in results
                if (result['row'], result['seed']) != ('real', 5)]
    joint = summarize(unpaired, MIOU, spec)[1]
    assert len(joint['values']) == 3
    assert len(joint['difference']['values']) == 2


def test_late_change_of_a_short_curve():
    assert late_change([dict(iter=4, mIoU=50.0)], MIOU) == 0.0


def test_best_lrs_per_setting():
    results = [dict(setting=setting, lr=lr, metrics=dict(mIoU=value))
               for setting, lr, value in [('a', 1, 5.), ('a', 2, 7.),
                                          ('b', 1, 9.), ('b', 2, 9.)]]
    assert best_lrs(results, MIOU) == dict(a=2, b=1)


def test_markdown_cells():
    assert plus_minus(dict(mean=41.26, std=0.74), MIOU) == '41.3 ± 0.7'
    assert plus_minus(dict(mean=5.0, std=None), MIOU, sign=True) == '+5.0'
    assert plus_minus(dict(mean=-0.0214, std=0.003), ABS_REL,
                      sign=True) == '-0.021 ± 0.003'
    assert plus_minus(dict(mean=None, std=None), MIOU) == 'undefined'
    assert table_lines(['a', 'b'], [['1', '2']]) == [
        '| a | b |', '| --- | --- |', '| 1 | 2 |']


def test_less_is_better():
    """Tuning takes the smallest error; a diverged run has none."""
    results = [dict(setting='a', lr=lr, metrics=dict(abs_rel=value))
               for lr, value in [(1, 0.3), (2, 0.1), (3, 0.2), (4, None)]]
    assert best_lrs(results, ABS_REL) == dict(a=2)
    with pytest.raises(InputError, match="no learning rate of 'a'"):
        best_lrs(results[3:], ABS_REL)


def test_reported_number_is_scaled_and_may_be_undefined():
    ap = Metric('coco/segm_mAP', scale=100)
    assert ap.of({'iter': 3, 'coco/segm_mAP': 0.25}) == 25.0
    # mmdet tells nothing where nothing was found.
    assert ap.of(dict(iter=3, seconds=1.0)) is None
    with pytest.raises(InputError, match='the evaluator tells mIoU, aAcc'):
        ap.of(dict(iter=3, mIoU=5.0, aAcc=6.0))
    curve = [{'iter': 1}, {'iter': 4, 'coco/segm_mAP': 0.5}]
    assert late_change(curve, ap) is None


def test_undefined_value_leaves_its_row_without_mean():
    results = make_results(np.random.default_rng(3))
    results[3]['metrics']['mIoU'] = None
    spec = dict(settings=[dict(name='s')], rows=('real', 'joint'))
    joint = summarize(results, MIOU, spec)[1]
    assert joint['mean'] is joint['std'] is joint['difference']['mean'] is None
    assert joint['values'][0] is None and None not in joint['values'][1:]


def test_metrics_from_configs():
    assert Metric.parse('mIoU') == MIOU
    assert Metric.parse(dict(key='abs_rel', rule='less', digits=3,
                             unit='')) == ABS_REL
    with pytest.raises(InputError, match="metric is 'lower'"):
        Metric.parse(dict(key='abs_rel', rule='lower'))
    for wrong in (dict(key='a', factor=2), dict(scale=2)):
        with pytest.raises(InputError, match='give it key'):
            Metric.parse(wrong)
