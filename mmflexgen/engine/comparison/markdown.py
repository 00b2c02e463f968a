"""results.md: the tables of a comparison, as a reader wants them."""

from typing import Any, Dict, List, Optional

from .summary import FLAT_SHARE

_TITLES = dict(real='real only', synthetic='synthetic only', joint='joint')


def plus_minus(value: Dict[str, Any], sign: bool = False) -> str:
    """'41.3 ± 0.7', or '41.3' where there is a single run."""
    number = f'{value["mean"]:+.1f}' if sign else f'{value["mean"]:.1f}'
    return number if value['std'] is None else f'{number} ± {value["std"]:.1f}'


def write_markdown(summary: Dict[str, Any]) -> str:
    """The text of results.md.

    Args:
        summary: content of results.json.

    Returns:
        Markdown.
    """
    lines = [
        f'# {summary["title"]}', '',
        f'{summary["metric"]} on the validation split, percent; mean ± '
        'standard deviation over seeds; "gain" is the paired difference to '
        'real only with the same seed. Every row has the same iterations, '
        'batch size and augmentation.', ''
    ]
    if summary['finished'] < summary['planned']:
        lines += [f'**Not finished: {summary["finished"]} of '
                  f'{summary["planned"]} runs.** The same command continues.',
                  '']
    lines += _main_table(summary) + ['', '![results](results.png)', '']
    lines += _flatness(summary) + _tuning(summary) + _class_table(summary)
    lines += ['## Command', '', '```', summary['command'], '```', '']
    return '\n'.join(lines)


def table_lines(header: List[str], rows: List[List[str]]) -> List[str]:
    """A Markdown table."""
    return ['| ' + ' | '.join(cells) + ' |'
            for cells in [header, ['---'] * len(header), *rows]]


def _main_table(summary: Dict[str, Any]) -> List[str]:
    header = ['setting', 'trained on', 'labels behind the generator',
              'real images', 'synthetic images', 'iterations', 'lr', 'seeds',
              summary['metric'], 'gain']
    rows = []
    for entry in summary['table']:
        setting = summary['settings'][entry['setting']]
        uses_real = entry['row'] != 'synthetic'
        uses_synthetic = entry['row'] != 'real'
        rows.append([
            entry['setting'], _TITLES[entry['row']],
            setting['generator_labels'] if uses_synthetic else '–',
            str(setting['real']) if uses_real else '0',
            str(setting['synthetic']) if uses_synthetic else '0',
            str(entry['iterations']), f'{entry["lr"]:g}',
            str(len(entry['seeds'])), plus_minus(entry),
            plus_minus(entry['gain'], sign=True) if entry['gain'] else '–'
        ])
    lines = table_lines(header, rows)
    if any(entry['row'] == 'joint' for entry in summary['table']):
        lines += ['', f'Joint batches hold {summary["real_fraction"]:.0%} '
                  'real samples, whatever the sizes of the two sets.']
    return lines


def _flatness(summary: Dict[str, Any]) -> List[str]:
    lines = ['## Is real only at its end?', '',
             f'Change over the last {FLAT_SHARE:.0%} of the iterations: '
             'small if longer training would not help.', '']
    rows = [[entry['setting'], f'{entry["late_change"]:+.2f}']
            for entry in summary['table'] if entry['row'] == 'real']
    return lines + table_lines(['setting', 'change of real only'], rows) + ['']


def _tuning(summary: Dict[str, Any]) -> List[str]:
    if not summary['tuning']:
        return []
    lines = ['## Learning rate', '', 'Tuned on real only (first seed); the '
             'best one is used in every row of its setting.', '']
    rows = [[entry['setting'], f'{entry["lr"]:g}', f'{entry["value"]:.1f}']
            for entry in summary['tuning']]
    return lines + table_lines(['setting', 'lr', summary['metric']],
                               rows) + ['']


def _class_table(summary: Dict[str, Any]) -> List[str]:
    table = [entry for entry in summary['table'] if entry['per_class']]
    if not table:
        return []
    header = ['class'] + [
        f'{entry["setting"]}, {_TITLES[entry["row"]]}' for entry in table]
    rows = [[name] + [_number(entry['per_class'].get(name))
                      for entry in table]
            for name in table[0]['per_class']]
    return ['## IoU per class, mean over seeds', ''] + table_lines(
        header, rows) + ['']


def _number(value: Optional[float]) -> str:
    return '–' if value is None else f'{value:.1f}'
