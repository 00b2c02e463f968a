"""Trains one run of a comparison, or continues it, or reads its result."""

import gc
import os
import os.path as osp
from typing import Any, Dict, Optional

import torch
from mmengine.dist import barrier, is_main_process
from mmengine.fileio import dump, load
from mmengine.runner import Runner

from mmflexgen.engine.hooks import EvalCurveHook
from mmflexgen.utils import allow_resume_globals
from mmflexgen.utils.checkpoint import latest_checkpoint
from mmflexgen.utils.process_group import join_group
from .plan import Run


def result_of(run: Run, out: str) -> Optional[Dict[str, Any]]:
    """The result of a finished run; None if it is not finished.

    Args:
        run: the run.
        out: folder of the comparison.

    Returns:
        dict of setting, row, seed, lr, key, iterations, seconds, ``metrics``
        of the last evaluation and ``curve`` of all.
    """
    path = osp.join(out, 'runs', run.name, 'result.json')
    if not osp.isfile(path):
        return None
    # Settings share their runs on real only.
    return dict(load(path), setting=run.setting)


def execute(run: Run, out: str) -> Dict[str, Any]:
    """Brings a run to its end, from its last checkpoint if it has one.

    Args:
        run: the run.
        out: folder of the comparison; the run's own is ``out/runs/<name>``.

    Returns:
        Its result, see :func:`result_of`.
    """
    result = result_of(run, out)
    if result is not None:
        return result
    folder = osp.join(out, 'runs', run.name)
    cfg = run.cfg.copy()
    cfg.work_dir = folder
    cfg.experiment_name = run.name
    # mmseg and mmdet name theirs 'visualizer'; one of that name would be
    # taken over from the run before, and go on writing to its folder.
    if cfg.get('visualizer') is not None:
        cfg.visualizer.name = run.name
    checkpoint = latest_checkpoint(folder)
    if checkpoint is not None:
        allow_resume_globals()
        cfg.load_from, cfg.resume = checkpoint, True
    join_group(cfg)
    runner = Runner.from_cfg(cfg)
    runner.train()
    if is_main_process():
        _write_result(run, folder)
    # The next run reads what this one wrote.
    barrier()
    del runner
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return result_of(run, out)


def _write_result(run: Run, folder: str) -> None:
    curve = EvalCurveHook.read(folder)
    last = dict(curve[-1])
    result = dict(
        setting=run.setting, row=run.row, seed=run.seed, lr=run.lr,
        key=run.key, iterations=last.pop('iter'),
        seconds=last.pop('seconds'), metrics=last, curve=curve)
    path = osp.join(folder, 'result.json')
    dump(result, path + '.tmp', file_format='json', indent=1)
    os.replace(path + '.tmp', path)
