"""Workers on a Ray cluster."""

from typing import Any, Callable, List, Optional

from ...registry import TASK_UTILS
from ...utils import InputError, require
from ..claims import Share
from ..progress import Counts
from .base import BaseLauncher, Task, check_workers


@TASK_UTILS.register_module()
class RayLauncher(BaseLauncher):
    """Starts workers on an existing Ray cluster, or on a local one.

    All nodes must see the dataset folder, the config's paths and this
    package at the same place. When a worker dies, the others make its
    shards.

    Args:
        workers: processes; None for one per GPU of the cluster, or per CPU
            where it has no GPU.
        address: of the cluster, e.g. 'auto'; None for RAY_ADDRESS, and for
            a local cluster without it.

    Raises:
        InputError: ray is not installed, or ``workers`` is less than 1.
    """

    def __init__(self, workers: Optional[int] = None,
                 address: Optional[str] = None) -> None:
        require('ray', '--launcher ray')
        self.workers = None if workers is None else check_workers(workers)
        self.address = address

    def run(self, task: Task,
            on_counts: Callable[[Counts], None]) -> List[Any]:
        """Runs the task in every worker."""
        import ray
        from ray.util.queue import Empty, Queue
        ray.init(address=self.address, ignore_reinit_error=True,
                 log_to_driver=False)
        try:
            resources = ray.cluster_resources()
            gpus = int(resources.get('GPU', 0))
            count = self.workers or gpus or int(resources['CPU'])
            events = Queue(actor_options=dict(num_cpus=0))
            # Ray shows each worker its own GPU as the only one. Ray's own
            # retries would make a worker of the same share twice.
            remote = ray.remote(num_gpus=min(1, gpus / count), num_cpus=1,
                                max_retries=0)(_work)
            running = [remote.remote(task, Share(index, count), events)
                       for index in range(count)]
            results, deaths = [], []
            while running:
                done, running = ray.wait(running, timeout=0.2)
                while True:
                    try:
                        on_counts(events.get(block=False))
                    except Empty:
                        break
                for each in done:
                    try:
                        results.append(ray.get(each))
                    except ray.exceptions.RayTaskError as error:
                        raise error.as_instanceof_cause() from None
                    except ray.exceptions.RayError as error:
                        deaths.append(str(error).splitlines()[0])
        finally:
            ray.shutdown()
        if not results:
            raise InputError(
                f'all {count} workers died ({deaths[0]}); finished shards '
                'are kept: the same command goes on from there')
        return results


def _work(task: Task, share: Share, events: Any) -> Any:
    """A worker process."""
    return task(share, 0, events.put)
