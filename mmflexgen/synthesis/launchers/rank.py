"""This process is one of several that somebody else started."""

import os
from typing import Any, Callable, Dict, List, Optional, Tuple

from ...registry import TASK_UTILS
from ...utils import InputError
from ..claims import Share
from ..progress import Counts
from .base import BaseLauncher, Task

# Rank, number of processes, rank on this machine.
_VARIABLES: Dict[str, Tuple[str, str, str]] = dict(
    pytorch=('RANK', 'WORLD_SIZE', 'LOCAL_RANK'),
    slurm=('SLURM_PROCID', 'SLURM_NTASKS', 'SLURM_LOCALID'))


@TASK_UTILS.register_module()
class RankLauncher(BaseLauncher):
    """The share of one process, from its starter or from its user.

    It reads the starter's variables itself. ``mmengine.dist`` tells the rank
    of a process group alone (0 of 1 without one), and its ``init_dist``
    chooses a GPU, which nodes without one lack, and waits until all
    processes have come. These here talk through the dataset folder, so none
    waits for another, and one that dies stops nobody.

    Args:
        starter: 'pytorch' for torchrun, 'slurm' for srun; None for a
            process that its user started.
        shard_id: number of this process in a job array, from 0.
        num_shards: processes of the job array.

    Raises:
        InputError: the starter left no rank, or a number is out of range.
    """

    def __init__(self, starter: Optional[str] = None,
                 shard_id: int = 0, num_shards: int = 1) -> None:
        self.local_rank = 0
        if starter is None:
            self.share = Share(shard_id, num_shards, strict=num_shards > 1)
            return
        names = _VARIABLES[starter]
        missing = [name for name in names if name not in os.environ]
        if missing:
            command = 'torchrun' if starter == 'pytorch' else 'srun'
            raise InputError(f'--launcher {starter} finds no {missing[0]} in '
                             f'the environment; start it with {command}')
        rank, count, self.local_rank = (int(os.environ[name])
                                        for name in names)
        self.share = Share(rank, count)
        self.leads = rank == 0

    def run(self, task: Task,
            on_counts: Callable[[Counts], None]) -> List[Any]:
        """Runs the task in this process."""
        return [task(self.share, self.local_rank, on_counts)]
