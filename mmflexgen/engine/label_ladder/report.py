"""results.json, results.md and results.png of a ladder of labels."""

import hashlib
import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from statistics import mean
from typing import Any, Dict, List, Optional, Sequence

from mmflexgen.engine.comparison import Metric
from mmflexgen.engine.comparison.markdown import plus_minus, table_lines
from mmflexgen.engine.comparison.summary import spread
from mmflexgen.synthesis import iter_manifest
from mmflexgen.utils import InputError
from .plan import LadderPlan

METRIC = Metric('label_miou')


def summarize_ladder(plan: LadderPlan) -> Dict[str, Any]:
    """What the audits that are there say.

    Args:
        plan: the ladder.

    Returns:
        JSON-ready dict: ``finished`` and ``planned`` audits, ``rows`` with
        ``name``, ``config``, ``control``, ``seeds`` and the mIoU's
        :func:`spread`, ``gain`` (spread of the paired differences to the
        rung before), ``holds`` (whether the mean is above that of the rung
        before, or less than its standard deviation below) and
        ``over_control`` (spread of the differences to the control before
        it), all None where there is nothing to compare; ``climb``, the
        spread of the differences between last and first rung; ``asked``,
        the points that its mean is to reach, ``strict`` (whether to exceed
        them) and ``reached`` (None while an audit is missing, or nothing is
        asked); and ``same_images``, by seed.

    Raises:
        InputError: there is no audit yet, or one without labels.
    """
    found = [{seed: _read(plan.audit(row, seed), plan.classes)
              for seed in plan.seeds
              if plan.audit(row, seed).is_file()} for row in plan.rows]
    if not any(found):
        raise InputError(f'{plan.out} has no audits yet: run the ladder '
                         'without --collect')
    rows: List[Dict[str, Any]] = []
    for index, (row, audits) in enumerate(zip(plan.rows, found)):
        if not audits:
            continue
        rungs = [rung for rung in plan.rungs if rung < index]
        rung = found[rungs[-1]] if rungs else {}
        entry = dict(
            name=row.name, config=row.config, control=row.control,
            seeds=list(audits), **spread(list(audits.values())),
            gain=_gain(rung, audits), holds=None, over_control=None)
        if rung and not row.control:
            before = spread(list(rung.values()))
            entry['holds'] = entry['mean'] >= before['mean'] - (
                before['std'] or 0)
        if index and plan.rows[index - 1].control and not row.control:
            entry['over_control'] = _gain(found[index - 1], audits)
        rows.append(entry)
    planned, finished = len(found) * len(plan.seeds), sum(map(len, found))
    climb = (_gain(found[plan.rungs[0]], found[plan.rungs[-1]])
             if len(plan.rungs) > 1 else None)
    return dict(
        metric=asdict(METRIC), planned=planned, finished=finished,
        images=plan.num, classes=list(plan.classes), rows=rows, climb=climb,
        asked=plan.climb, strict=plan.strict,
        reached=(None if plan.climb is None or finished < planned
                 else climb['mean'] > plan.climb if plan.strict
                 else climb['mean'] >= plan.climb),
        same_images={str(seed): _same_images(plan, seed)
                     for seed in plan.seeds})


def write_report(summary: Dict[str, Any], out: Path, command: str) -> None:
    """Write the three files.

    Args:
        summary: of :func:`summarize_ladder`.
        out: folder.
        command: what the user typed.
    """
    _write(out / 'results.json', json.dumps(summary, indent=1) + '\n')
    _write(out / 'results.md', ladder_markdown(summary, command))
    draw_ladder(summary, str(out / 'results.png'))


def ladder_markdown(summary: Dict[str, Any], command: str) -> str:
    """The text of results.md."""
    of = (f' of {", ".join(summary["classes"])}' if summary['classes']
          else '')
    lines = ['# Labels against the oracle', '',
             f'mIoU (percent){of} over {summary["images"]} images a seed; '
             'those of all rows are drawn from the same requests. Mean ± '
             'standard deviation over seeds. "Gain" is the paired difference '
             'to the row before that is no control; a row holds if it is not '
             'more than a standard deviation of that row below it.', '']
    if summary['finished'] < summary['planned']:
        lines += [f'**Not finished: {summary["finished"]} of '
                  f'{summary["planned"]} audits.** The same command '
                  'continues.', '']
    cells = [[row['name'] + ' (control)' * row['control'], row['config'],
              str(len(row['seeds'])),
              plus_minus(row, METRIC),
              plus_minus(row['gain'], METRIC, sign=True)
              if row['gain'] else '–',
              {None: '–', True: 'yes', False: 'no'}[row['holds']]]
             for row in summary['rows']]
    lines += table_lines(
        ['row', 'config', 'seeds', 'mIoU', 'gain', 'holds'], cells)
    for row in summary['rows']:
        if row['over_control']:
            lines += ['', f'{row["name"]} over its control: '
                      f'{plus_minus(row["over_control"], METRIC, sign=True)}']
    if summary['climb']:
        lines += ['', 'Last row over the first: '
                  f'{plus_minus(summary["climb"], METRIC, sign=True)}'
                  f'{_verdict(summary)}']
    others = [seed for seed, same in summary['same_images'].items()
              if same is False]
    if others:
        lines += ['', '**The images differ between rows** of seed '
                  f'{", ".join(others)}: their differences are not paired.']
    return '\n'.join([*lines, '', '![results](results.png)', '',
                      '```', command, '```', ''])


def _verdict(summary: Dict[str, Any]) -> str:
    """Whether the climb is what is asked for, and by how much."""
    if summary['reached'] is None:
        return ''
    # A digit more than the means, or a narrow miss would read as none.
    margin = replace(METRIC, digits=METRIC.digits + 1).text(
        abs(summary['climb']['mean'] - summary['asked']))
    more = 'more than ' if summary['strict'] else ''
    return (f'; asked for are {more}{summary["asked"]:g} points: ' + (
        f'**reached**, by {margin}' if summary['reached']
        else f'**not reached**, {margin} short'))


def draw_ladder(summary: Dict[str, Any], path: str) -> None:
    """A bar per row, with every seed's dot.

    Args:
        summary: of :func:`summarize_ladder`.
        path: PNG file to write.
    """
    # Not pyplot: it would start a display, and keep every figure alive.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = summary['rows']
    figure = Figure(figsize=(1.6 + 1.3 * len(rows), 4.2),
                    layout='constrained')
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for place, row in enumerate(rows):
        axes.bar(place, row['mean'], 0.7, yerr=row['std'], capsize=4,
                 color='#aabbcc' if row['control'] else '#4477aa')
        axes.plot([place] * len(row['values']), row['values'], 'o',
                  color='black', markersize=3.5, zorder=3)
        axes.annotate(METRIC.text(row['mean']), (place, max(
            [*row['values'], row['mean'] + (row['std'] or 0)])), ha='center',
            xytext=(0, 4), textcoords='offset points')
    axes.set_xticks(range(len(rows)), [row['name'].replace(' ', '\n', 1)
                                       for row in rows])
    axes.set_ylabel('mIoU against the oracle (percent)')
    axes.margins(y=0.12)
    figure.savefig(path, dpi=120)


def _read(path: Path, classes: Sequence[str]) -> float:
    """An audit's mIoU, 0 to 100, over all classes or those named."""
    audit = json.loads(path.read_text(encoding='utf-8'))
    if audit.get('label_miou') is None:
        raise InputError(f'{path} has no label_miou: it is no audit of a '
                         'dataset with label maps')
    if not classes:
        return audit['label_miou']
    found = [audit['per_class'][name]['iou'] for name in classes
             if audit['per_class'].get(name, {}).get('iou') is not None]
    if not found:
        raise InputError(f'{path} has no IoU of {", ".join(classes)}: mend '
                         '`classes` of the ladder, or draw more images')
    return mean(found)


def _gain(before: Dict[int, float], after: Dict[int, float]
          ) -> Optional[Dict[str, Any]]:
    """Spread of the differences over the seeds that both have."""
    pairs = [after[seed] - before[seed] for seed in after if seed in before]
    return spread(pairs) if pairs else None


def _same_images(plan: LadderPlan, seed: int) -> Optional[bool]:
    """Whether all rows that are there have the same image files.

    None where fewer than two rows are there.
    """
    seen = []
    for row in plan.rows:
        digest = hashlib.sha256()
        if not plan.audit(row, seed).is_file():
            continue
        for line in iter_manifest(plan.folder(row, seed)):
            for key, value in line.get('sha256', {}).items():
                if key.endswith('/image'):
                    digest.update(value.encode())
        seen.append(digest.digest())
    return len(set(seen)) == 1 if len(seen) > 1 else None


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + '.tmp')
    temporary.write_text(text, encoding='utf-8')
    os.replace(temporary, path)
