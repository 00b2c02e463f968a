"""Random numbers for a dataset that several processes hold a copy of."""

import numpy as np
import torch
from mmengine.dist import get_rank
from torch.utils.data import get_worker_info


class ProcessRandom:
    """A generator of its own in every rank and every dataloader worker.

    A generator that is kept on a dataset is copied into each worker, which
    then all draw the same numbers, and in each epoch again. This one is
    seeded when it is first used in a process, from

    - ``seed``;
    - the rank, because processes of one job share their seed;
    - the worker's seed, which torch draws anew, from the main process's
      generator, whenever an epoch starts new workers; in the main process
      (``num_workers=0``) the seed that the runner gave torch.

    Persistent workers, and the main process, carry on where the last epoch
    left off.

    Args:
        seed: 0 or more; streams of different seeds are independent.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        # A spawned worker is in no process group and could not tell.
        self.rank = get_rank()
        self._generator = None
        self._owner = None

    def generator(self) -> np.random.Generator:
        """The generator of the process that calls."""
        worker = get_worker_info()
        owner = None if worker is None else worker.seed
        if self._generator is None or owner != self._owner:
            entropy = torch.initial_seed() if owner is None else owner
            self._generator = np.random.default_rng(
                [self.seed, self.rank, entropy])
            self._owner = owner
        return self._generator
