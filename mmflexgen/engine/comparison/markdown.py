"""results.md: the tables of a comparison, as a reader wants them."""

from dataclasses import replace
from typing import Any, Dict, List, Optional

from .metric import Metric
from .summary import FLAT_SHARE

TITLES = dict(real='real only', synthetic='synthetic only', joint='joint',
              augmented='augmented')


def plus_minus(value: Dict[str, Any], metric: Metric,
               sign: bool = False) -> str:
    """'41.3 ± 0.7', or '41.3' where there is a single run."""
    number = metric.text(value['mean'], sign)
    if value['std'] is None:
        return number
    return f'{number} ± {metric.text(value["std"])}'


def write_markdown(summary: Dict[str, Any]) -> str:
    """The text of results.md.

    Args:
        summary: content of results.json.

    Returns:
        Markdown.
    """
    metric = Metric(**summary['metric'])
    better = dict(greater='more', less='less')[metric.rule]
    lines = [
        f'# {summary["title"]}', '',
        f'{metric.label} on the validation split, {better} is better; mean ± '
        'standard deviation over seeds; "difference" is the paired one to '
        'real only with the same seed. Every row has the same iterations, '
        'batch size and augmentation.', ''
    ]
    if summary['finished'] < summary['planned']:
        lines += [f'**Not finished: {summary["finished"]} of '
                  f'{summary["planned"]} runs.** The same command continues.',
                  '']
    lines += _main_table(summary, metric)
    lines += ['', '![results](results.png)', '']
    lines += _flatness(summary, metric) + _tuning(summary, metric)
    lines += _all_table(summary) + _class_table(summary)
    lines += ['## Command', '', '```', summary['command'], '```', '']
    return '\n'.join(lines)


def table_lines(header: List[str], rows: List[List[str]]) -> List[str]:
    """A Markdown table."""
    return ['| ' + ' | '.join(cells) + ' |'
            for cells in [header, ['---'] * len(header), *rows]]


def _main_table(summary: Dict[str, Any], metric: Metric) -> List[str]:
    header = ['setting', 'trained on', 'labels behind the generator',
              'real images', 'synthetic images', 'iterations', 'lr', 'seeds',
              metric.key, 'difference']
    rows = []
    for entry in summary['table']:
        setting = summary['settings'][entry['setting']]
        uses_real = entry['row'] != 'synthetic'
        uses_synthetic = entry['row'] != 'real'
        rows.append([
            entry['setting'], TITLES[entry['row']],
            setting['generator_labels'] if uses_synthetic else '–',
            str(setting['real']) if uses_real else '0',
            str(setting['synthetic']) if uses_synthetic else '0',
            str(entry['iterations']), f'{entry["lr"]:g}',
            str(len(entry['seeds'])), plus_minus(entry, metric),
            plus_minus(entry['difference'], metric, sign=True)
            if entry['difference'] else '–'
        ])
    lines = table_lines(header, rows)
    if any(entry['row'] == 'joint' for entry in summary['table']):
        lines += ['', f'Joint batches hold {summary["real_fraction"]:.0%} '
                  'real samples, whatever the sizes of the two sets.']
    probabilities = {
        f'{summary["settings"][entry["setting"]]["p_aug"]:g}': None
        for entry in summary['table'] if entry['row'] == 'augmented'}
    if probabilities:
        lines += ['', f'Augmented: with probability {", ".join(probabilities)}'
                  ' a real sample is replaced by one that was made from it.']
    return lines


def _flatness(summary: Dict[str, Any], metric: Metric) -> List[str]:
    lines = ['## Is real only at its end?', '',
             f'Change over the last {FLAT_SHARE:.0%} of the iterations: '
             'small if longer training would not help.', '']
    finer = replace(metric, digits=metric.digits + 1)
    rows = [[entry['setting'], finer.text(entry['late_change'], sign=True)]
            for entry in summary['table'] if entry['row'] == 'real']
    return lines + table_lines(['setting', 'change of real only'], rows) + ['']


def _tuning(summary: Dict[str, Any], metric: Metric) -> List[str]:
    if not summary['tuning']:
        return []
    lines = ['## Learning rate', '', 'Tuned on real only (first seed); the '
             'best one is used in every row of its setting.', '']
    rows = [[entry['setting'], f'{entry["lr"]:g}',
             metric.text(entry['value'])] for entry in summary['tuning']]
    return lines + table_lines(['setting', 'lr', metric.key], rows) + ['']


def _all_table(summary: Dict[str, Any]) -> List[str]:
    names = list(dict.fromkeys(
        name for entry in summary['table'] for name in entry['all']))
    rows = [[entry['setting'], TITLES[entry['row']],
             *(_number(entry['all'].get(name), '.4g') for name in names)]
            for entry in summary['table']]
    return ['## All that the evaluator tells, mean over seeds', '',
            *table_lines(['setting', 'trained on', *names], rows), '']


def _class_table(summary: Dict[str, Any]) -> List[str]:
    table = [entry for entry in summary['table'] if entry['per_class']]
    if not table:
        return []
    header = ['class'] + [
        f'{entry["setting"]}, {TITLES[entry["row"]]}' for entry in table]
    rows = [[name] + [_number(entry['per_class'].get(name))
                      for entry in table]
            for name in table[0]['per_class']]
    return ['## IoU per class, mean over seeds', ''] + table_lines(
        header, rows) + ['']


def _number(value: Optional[float], form: str = '.1f') -> str:
    return '–' if value is None else format(value, form)
