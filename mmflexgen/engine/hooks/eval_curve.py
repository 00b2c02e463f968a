"""Keeps every evaluation of a run, across interruptions."""

import math
import os
import os.path as osp
import time
from typing import Dict, List, Optional

from mmengine.dist import is_main_process
from mmengine.fileio import dump, load
from mmengine.hooks import Hook
from mmengine.runner import Runner

from mmflexgen.registry import HOOKS


@HOOKS.register_module()
class EvalCurveHook(Hook):
    """Writes ``work_dir/curve.json``, one entry per evaluation.

    Each entry holds ``iter``, ``seconds`` of training so far, and the
    metrics. A run killed between its checkpoint and the evaluation that
    belongs to it is evaluated when it resumes, so that the curve of an
    interrupted run has the same points as that of an uninterrupted one.

    Args:
        interval: iterations between evaluations, as in ``train_cfg``.
    """

    # After the metrics are computed, whatever else is hooked there.
    priority = 'VERY_LOW'

    def __init__(self, interval: int) -> None:
        self.interval = interval
        self.curve: List[Dict[str, Optional[float]]] = []
        self._started = 0.0
        self._seconds_before = 0.0

    def before_train(self, runner: Runner) -> None:
        """Take up the curve of an interrupted run; close a gap in it."""
        now = runner.iter
        entries = self.read(runner.work_dir) or []
        self.curve = [entry for entry in entries if entry['iter'] <= now]
        if self.curve:
            self._seconds_before = self.curve[-1]['seconds']
        self._started = time.time()
        due = now > 0 and (now % self.interval == 0
                           or now == runner.max_iters)
        if due and now not in [entry['iter'] for entry in self.curve]:
            runner.val_loop.run()

    def after_val_epoch(self,
                        runner: Runner,
                        metrics: Optional[Dict[str, float]] = None) -> None:
        """Append the metrics and write the file in one step."""
        seconds = self._seconds_before + time.time() - self._started
        entry = dict(iter=runner.iter, seconds=round(seconds, 1))
        for key, value in (metrics or {}).items():
            # JSON knows no nan, the IoU of a class that does not occur.
            entry[key] = None if math.isnan(value) else float(value)
        self.curve.append(entry)
        if is_main_process():
            path = osp.join(runner.work_dir, 'curve.json')
            dump(self.curve, path + '.tmp', file_format='json')
            os.replace(path + '.tmp', path)

    @staticmethod
    def read(
            work_dir: str) -> Optional[List[Dict[str, Optional[float]]]]:
        """The curve in a work dir; None if there is none yet."""
        path = osp.join(work_dir, 'curve.json')
        return load(path) if osp.isfile(path) else None
