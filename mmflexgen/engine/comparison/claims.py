"""Hands out the runs of a comparison to all who work on it."""

import os.path as osp
import time
from typing import Iterator, Optional, Sequence, Tuple, Union

from mmengine.dist import broadcast_object_list, is_main_process
from mmengine.utils import mkdir_or_exist

from mmflexgen.utils.locks import FileLock
from .execute import result_of
from .plan import Run

# Seconds between two looks at what others are training.
_POLL = 5.0
_BUSY = 'busy'


def unfinished(runs: Sequence[Run], out: str) -> Iterator[Run]:
    """Runs without a result, one by one, until all have theirs.

    Several programs, and machines with a common file system that has locks,
    may take from one folder: a run is one's at a time, and that of a program
    that died is free again. The last ones are waited for.

    Args:
        runs: in the order in which they are wanted.
        out: folder of the comparison.

    Yields:
        Run: to be brought to its end before the next one is asked for. The
        processes of a distributed job get the same.
    """
    mkdir_or_exist(osp.join(out, 'runs'))
    waits = False
    while True:
        lock, choice = None, [None]
        if is_main_process():
            choice[0], lock = _claim(runs, out)
        broadcast_object_list(choice)
        if choice[0] is None:
            return
        if choice[0] == _BUSY:
            if is_main_process() and not waits:
                print('the last runs are being trained by others; waiting '
                      'for them', flush=True)
            waits = True
            time.sleep(_POLL)
            continue
        try:
            yield runs[choice[0]]
        finally:
            if lock is not None:
                lock.release(remove=True)


def _claim(runs: Sequence[Run], out: str
           ) -> Tuple[Union[int, str, None], Optional[FileLock]]:
    """Index and lock of a run that is free, 'busy', or None: all done."""
    busy = None
    for index, run in enumerate(runs):
        if result_of(run, out) is not None:
            continue
        lock = FileLock(osp.join(out, 'runs', f'{run.name}.lock'))
        if not lock.acquire(wait=False):
            busy = _BUSY
        elif result_of(run, out) is None:
            return index, lock
        else:  # finished a moment ago
            lock.release(remove=True)
    return busy, None
