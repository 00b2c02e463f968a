"""Processes of this machine."""

import multiprocessing
import queue
import signal
import traceback
from typing import Any, Callable, List

from ...registry import TASK_UTILS
from ...utils import InputError
from ..claims import Share
from ..progress import Counts
from .base import BaseLauncher, Task, check_workers


@TASK_UTILS.register_module()
class LocalLauncher(BaseLauncher):
    """Starts processes here; on GPUs, one after the other in turn.

    When one is killed, the others make its shards.

    Args:
        workers: processes, from 1.

    Raises:
        InputError: no worker.
    """

    def __init__(self, workers: int) -> None:
        self.workers = check_workers(workers)

    def run(self, task: Task,
            on_counts: Callable[[Counts], None]) -> List[Any]:
        """Runs the task in every process."""
        # A forked process cannot use CUDA.
        context = multiprocessing.get_context('spawn')
        events = context.Queue()
        processes = [
            context.Process(target=_work, name=f'worker {index}', daemon=True,
                            args=(task, Share(index, self.workers), events))
            for index in range(self.workers)
        ]
        try:
            for process in processes:
                process.start()
            return self._listen(processes, events, on_counts)
        finally:
            for process in processes:
                if process.is_alive():
                    process.terminate()
            for process in processes:
                process.join()

    def _listen(self, processes: List, events: Any,
                on_counts: Callable[[Counts], None]) -> List[Any]:
        results: List[Any] = []
        running = set(processes)
        while running:
            try:
                kind, value = events.get(timeout=0.2)
            except queue.Empty:
                # Only then: what a process said before it ended counts.
                running = {each for each in running if each.is_alive()}
                continue
            if kind == 'counts':
                on_counts(value)
            elif kind == 'result':
                results.append(value)
            elif kind == 'input error':
                raise InputError(value)
            else:
                raise RuntimeError(f'a worker failed:\n{value}')
        if not results:
            codes = ', '.join(str(each.exitcode) for each in processes)
            raise InputError(
                f'all {self.workers} workers died (exit codes {codes}; -9 is '
                'often a lack of memory); finished shards are kept: start '
                'fewer workers with the same command to go on')
        return results


def _work(task: Task, share: Share, events: Any) -> None:
    """A worker process."""
    # Ctrl-C reaches the whole group; the parent ends the workers, cleanly.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    parent = multiprocessing.parent_process()

    def tell(counts: Counts) -> None:
        # A parent that was killed could not end its workers.
        if not parent.is_alive():
            raise SystemExit(1)
        events.put(('counts', counts))

    try:
        result = task(share, share.index, tell)
        events.put(('result', result))
    except InputError as error:
        events.put(('input error', str(error)))
    except Exception:  # noqa: BLE001, the parent raises it
        events.put(('error', traceback.format_exc()))


def _stop(signal_number: int, frame: Any) -> None:
    raise SystemExit(128 + signal_number)
