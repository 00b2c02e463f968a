"""Carries out a comparison and keeps its tables up to date."""

import os
import os.path as osp
from dataclasses import asdict
from glob import glob
from typing import Any, Dict, List

from mmengine.config import Config
from mmengine.dist import is_main_process
from mmengine.fileio import dump
from mmengine.utils import mkdir_or_exist

from mmflexgen.utils.locks import FileLock
from mmflexgen.utils.process_group import join_group
from .claims import unfinished
from .execute import execute, result_of
from .markdown import write_markdown
from .plan import ComparisonPlan, Run
from .plot import draw_results
from .summary import best_lrs, summarize


def compare(cfg: Config, out: str, command: str = '') -> Dict[str, Any]:
    """Train and evaluate every row of a comparison.

    Finished runs are read, an interrupted one goes on from its last
    checkpoint. results.json, results.md and results.png are written after
    every run, so an unfinished comparison can be read too. Several calls may
    work in one folder at once; each run is made by one of them.

    Args:
        cfg: config with a ``comparison`` dict, see :class:`ComparisonPlan`.
        out: folder to write.
        command: what the user typed, for results.md.

    Returns:
        Content of results.json.

    Raises:
        InputError: before the first run, if data is missing.
    """
    plan = ComparisonPlan(cfg)
    plan.check_data()
    mkdir_or_exist(out)
    join_group(cfg)
    tuning = plan.tuning_runs()
    total = len({run.name for run in [*tuning, *plan.table_runs()]})
    for run in unfinished(tuning, out):
        _train(run, out, total)
    lrs = None
    if tuning:
        lrs = best_lrs([result_of(run, out) for run in tuning],
                       plan.metric)
    table = plan.table_runs(lrs)
    for run in unfinished(table, out):
        _train(run, out, total)
        report(plan, tuning, table, out, command)
    return report(plan, tuning, table, out, command)


def report(plan: ComparisonPlan, tuning: List[Run], table: List[Run],
           out: str, command: str) -> Dict[str, Any]:
    """Write results.json, results.md and results.png from finished runs.

    Returns:
        Content of results.json.
    """
    metric = plan.metric
    # Another call's tables are not older than what they are written from.
    with FileLock(osp.join(out, '.tables.lock')).held():
        results = [result for result in (result_of(run, out) for run in table)
                   if result is not None]
        settings = {
            name: dict(generator_labels=setting.generator_labels,
                       p_aug=plan.p_aug(setting), **plan.sizes[name])
            for name, setting in plan.settings.items()}
        summary = dict(
            title=osp.splitext(osp.basename(plan.base.filename))[0],
            command=command, metric=asdict(metric),
            planned=len(table), finished=len(results),
            real_fraction=plan.spec.get('real_fraction'), settings=settings,
            tuning=[dict(setting=run.setting, lr=run.lr,
                         value=metric.of(result_of(run, out)['metrics']))
                    for run in tuning],
            table=summarize(results, metric, plan.spec),
            runs=list(dict.fromkeys(run.name for run in table)))
        if is_main_process():
            _write(osp.join(out, 'results.md'), write_markdown(summary))
            path = osp.join(out, 'results.json')
            dump(summary, path + '.tmp', file_format='json', indent=1)
            os.replace(path + '.tmp', path)
            draw_results(summary, results, osp.join(out, 'results.png'))
    return summary


def _train(run: Run, out: str, total: int) -> None:
    """Execute one run and say so."""
    if is_main_process():
        done = len(glob(osp.join(out, 'runs', '*', 'result.json')))
        print(f'{run.name} starts; {done} results are there, {total} are '
              'wanted', flush=True)
    execute(run, out)


def _write(path: str, text: str) -> None:
    with open(path + '.tmp', 'w', encoding='utf-8') as file:
        file.write(text)
    os.replace(path + '.tmp', path)
