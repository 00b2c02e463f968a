"""Random numbers that an interruption does not change."""

import random

import numpy as np
import torch
from mmengine.dist import get_rank
from mmengine.hooks import Hook
from mmengine.runner import Runner

from mmflexgen.registry import HOOKS


@HOOKS.register_module()
class EpochSeedHook(Hook):
    """Seeds Python, numpy and torch when an epoch starts.

    The seeds follow from those of the run, the epoch and the rank. A run
    that resumes from the end of an epoch goes on as if it had not stopped;
    mmengine by itself restores weights and optimizer, but not the random
    numbers of crops, noise and sampled points.
    """

    priority = 'VERY_HIGH'

    def before_train_epoch(self, runner: Runner) -> None:
        """Seed."""
        seeds = np.random.SeedSequence(
            [runner.seed, runner.epoch, get_rank()]).generate_state(3)
        random.seed(int(seeds[0]))
        np.random.seed(seeds[1])
        torch.manual_seed(int(seeds[2]))
