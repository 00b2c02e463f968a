"""Means, standard deviations and paired differences of a comparison."""

from statistics import mean, stdev
from typing import Any, Dict, Iterable, List, Optional, Sequence

from mmflexgen.utils import InputError
from .metric import Metric

# Share of the iterations at the end over which real only should be flat.
FLAT_SHARE = 0.25


def spread(values: Sequence[Optional[float]]) -> Dict[str, Any]:
    """Mean and sample standard deviation (n - 1).

    Args:
        values: at least one number; None for one that is not defined.

    Returns:
        dict of ``mean`` (None if a value is), ``std`` (None for a single
        value, too) and ``values``.
    """
    whole = None not in values
    return dict(mean=mean(values) if whole else None,
                std=stdev(values) if whole and len(values) > 1 else None,
                values=list(values))


def summarize(results: List[Dict[str, Any]], metric: Metric,
              spec: Dict[str, Any]) -> List[Dict[str, Any]]:
    """One entry per row of the table that has a finished run.

    Args:
        results: of the table's runs, see ``execute.result_of``.
        metric: the number to compare.
        spec: the ``comparison`` dict, for the order of settings and rows.

    Returns:
        list of dict: setting, row, lr, iterations, seeds, seconds (mean per
        run), the metric's :func:`spread`, ``difference`` (spread of the
        paired differences to real only of the same seed, below 0 where the
        row has the smaller number; None where there is no pair),
        ``per_class`` (mean IoU of each class), ``all`` (mean of everything
        else that the evaluator tells, as it tells it) and ``late_change``
        (mean change of the metric over the last quarter of the iterations).
    """
    table = []
    for setting in spec['settings']:
        real = _cell(results, setting['name'], 'real')
        for row in spec['rows']:
            runs = _cell(results, setting['name'], row)
            if not runs:
                continue
            values = {seed: metric.of(run['metrics'])
                      for seed, run in runs.items()}
            pairs = [_difference(value, metric.of(real[seed]['metrics']))
                     for seed, value in values.items()
                     if row != 'real' and seed in real]
            changes = [late_change(run['curve'], metric)
                       for run in runs.values()]
            first = next(iter(runs.values()))
            table.append(dict(
                setting=setting['name'], row=row, lr=first['lr'],
                iterations=first['iterations'], seeds=list(runs),
                seconds=mean(run['seconds'] for run in runs.values()),
                **spread(list(values.values())),
                difference=spread(pairs) if pairs else None,
                per_class=_means(runs.values(), classes=True),
                all=_means(runs.values(), classes=False),
                late_change=spread(changes)['mean']))
    return table


def late_change(curve: List[Dict[str, Optional[float]]],
                metric: Metric) -> Optional[float]:
    """Change of a metric over the last quarter of the iterations.

    Args:
        curve: entries with ``iter`` and the metric, in order.
        metric: which.

    Returns:
        Last value minus the last value at or before three quarters of the
        iterations; 0 if there is none, None if one is not defined.
    """
    begin = curve[-1]['iter'] * (1 - FLAT_SHARE)
    early = [entry for entry in curve if entry['iter'] <= begin]
    if not early:
        return 0.0
    return _difference(metric.of(curve[-1]), metric.of(early[-1]))


def best_lrs(results: List[Dict[str, Any]],
             metric: Metric) -> Dict[str, float]:
    """The learning rate of the best real-only run of each setting.

    Args:
        results: of the tuning runs.
        metric: which; of equal values the first listed wins, one that is
            not defined loses.

    Returns:
        dict: name of the setting to learning rate.

    Raises:
        InputError: no run of a setting has a value.
    """
    best: Dict[str, Dict[str, Any]] = {}
    for result in results:
        value = metric.of(result['metrics'])
        rival = best.get(result['setting'])
        if value is not None and (rival is None or metric.better(
                value, metric.of(rival['metrics']))):
            best[result['setting']] = result
    for result in results:
        if result['setting'] not in best:
            raise InputError(
                f'no learning rate of {result["setting"]!r} ended with a '
                f'value of {metric.key}: look at the logs, and set '
                'comparison.lrs to others')
    return {setting: result['lr'] for setting, result in best.items()}


def _difference(value: Optional[float],
                other: Optional[float]) -> Optional[float]:
    return None if None in (value, other) else value - other


def _cell(results: List[Dict[str, Any]], setting: str,
          row: str) -> Dict[int, Dict[str, Any]]:
    """Results of one row of one setting, by seed."""
    return {result['seed']: result for result in results
            if (result['setting'], result['row']) == (setting, row)}


def _means(runs: Iterable[Dict[str, Any]],
           classes: bool) -> Dict[str, Optional[float]]:
    """Mean over runs of every ``IoU/<class>``, or of all other results; None
    where it is undefined."""
    found: Dict[str, List[Optional[float]]] = {}
    for run in runs:
        for key, value in run['metrics'].items():
            if key.startswith('IoU/') == classes:
                found.setdefault(key.removeprefix('IoU/'), []).append(value)
    means = {}
    for key, values in found.items():
        known = [value for value in values if value is not None]
        means[key] = mean(known) if known else None
    return means
