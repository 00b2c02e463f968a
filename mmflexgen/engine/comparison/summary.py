"""Means, standard deviations and paired differences of a comparison."""

from statistics import mean, stdev
from typing import Any, Dict, List, Optional, Sequence

# Share of the iterations at the end over which real only should be flat.
FLAT_SHARE = 0.25


def spread(values: Sequence[float]) -> Dict[str, Any]:
    """Mean and sample standard deviation (n - 1).

    Args:
        values: at least one number.

    Returns:
        dict of ``mean``, ``std`` (None for a single value) and ``values``.
    """
    return dict(mean=mean(values),
                std=stdev(values) if len(values) > 1 else None,
                values=list(values))


def summarize(results: List[Dict[str, Any]], metric: str,
              spec: Dict[str, Any]) -> List[Dict[str, Any]]:
    """One entry per row of the table that has a finished run.

    Args:
        results: of the table's runs, see ``execute.result_of``.
        metric: key of the number to compare, in percent, higher is better.
        spec: the ``comparison`` dict, for the order of settings and rows.

    Returns:
        list of dict: setting, row, lr, iterations, seeds, seconds (mean per
        run), the metric's :func:`spread`, ``gain`` (spread of the paired
        differences to real only of the same seed; None where there is no
        pair), ``per_class`` (mean IoU of each class) and ``late_change``
        (mean change of the metric over the last quarter of the iterations).
    """
    table = []
    for setting in spec['settings']:
        real = _cell(results, setting['name'], 'real')
        for row in spec['rows']:
            runs = _cell(results, setting['name'], row)
            if not runs:
                continue
            pairs = [run['metrics'][metric] - real[seed]['metrics'][metric]
                     for seed, run in runs.items()
                     if row != 'real' and seed in real]
            first = next(iter(runs.values()))
            table.append(dict(
                setting=setting['name'], row=row, lr=first['lr'],
                iterations=first['iterations'], seeds=list(runs),
                seconds=mean(run['seconds'] for run in runs.values()),
                **spread([run['metrics'][metric] for run in runs.values()]),
                gain=spread(pairs) if pairs else None,
                per_class=_per_class(list(runs.values())),
                late_change=mean(
                    late_change(run['curve'], metric)
                    for run in runs.values())))
    return table


def late_change(curve: List[Dict[str, Optional[float]]],
                metric: str) -> float:
    """Change of a metric over the last quarter of the iterations.

    Args:
        curve: entries with ``iter`` and the metric, in order.
        metric: key of the metric.

    Returns:
        Last value minus the last value at or before three quarters of the
        iterations; 0 if there is none.
    """
    begin = curve[-1]['iter'] * (1 - FLAT_SHARE)
    early = [entry for entry in curve if entry['iter'] <= begin]
    return curve[-1][metric] - early[-1][metric] if early else 0.0


def best_lrs(results: List[Dict[str, Any]],
             metric: str) -> Dict[str, float]:
    """The learning rate of the best real-only run of each setting.

    Args:
        results: of the tuning runs.
        metric: key of the metric; of equal ones the first listed wins.

    Returns:
        dict: name of the setting to learning rate.
    """
    best: Dict[str, Dict[str, Any]] = {}
    for result in results:
        rival = best.get(result['setting'])
        if (rival is None
                or result['metrics'][metric] > rival['metrics'][metric]):
            best[result['setting']] = result
    return {setting: result['lr'] for setting, result in best.items()}


def _cell(results: List[Dict[str, Any]], setting: str,
          row: str) -> Dict[int, Dict[str, Any]]:
    """Results of one row of one setting, by seed."""
    return {result['seed']: result for result in results
            if (result['setting'], result['row']) == (setting, row)}


def _per_class(runs: List[Dict[str, Any]]) -> Dict[str, Optional[float]]:
    """Mean over runs of every ``IoU/<class>``; None where it is undefined."""
    means = {}
    for key in runs[0]['metrics']:
        if key.startswith('IoU/'):
            values = [run['metrics'][key] for run in runs
                      if run['metrics'][key] is not None]
            means[key[4:]] = mean(values) if values else None
    return means
