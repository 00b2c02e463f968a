"""Real and synthetic samples in a fixed ratio."""

import math
from itertools import count, islice
from typing import Iterator, List, Optional, Sequence

import numpy as np
from mmengine.dataset import ConcatDataset
from mmengine.dist import get_dist_info, sync_random_seed
from torch.utils.data import Sampler

from mmflexgen.registry import DATA_SAMPLERS
from mmflexgen.utils import InputError


@DATA_SAMPLERS.register_module()
class MixedRatioSampler(Sampler):
    """Indices into a ``ConcatDataset``, its parts in a fixed ratio.

    With plain shuffling the sizes of the parts decide the mixture: 100 real
    images beside 40,000 synthetic ones would be seen once in 400 samples.
    Here the part of sample n is fixed by arithmetic: of two parts, *every*
    window of n samples, and so every batch, holds each within one sample of
    ``n * ratio``. Within its part a sample is drawn without replacement until
    the part is used up, then in a new order.

    Each process interleaves the parts for itself and takes every
    ``world_size``-th sample of each part, so the ratio holds on every GPU.

    Iteration based training draws without end. For epoch based training say
    how long an epoch is: the parts differ in size, so there is no natural
    length. The next epoch goes on where the last one ended; which samples
    epoch n holds depends on n and the seed alone, so a resumed run goes on as
    it would have without the interruption.

    mmdet's ``AspectRatioBatchSampler`` sorts the samples into two buckets by
    shape. The ratio then holds over the batches together, not in each; set
    ``batch_sampler=None`` in the dataloader where it must.

    Args:
        dataset: a ``ConcatDataset`` of as many parts as ratios.
        ratios: share of each part, in any unit, e.g. ``(0.5, 0.5)``.
        seed: of the order; None draws one that all processes share.
        epoch_size: samples in an epoch, over all processes, rounded up to
            a multiple of their number; None for training by iterations.

    Raises:
        InputError: if the parts and the ratios do not fit, a part that is to
            be drawn from is empty, or ``epoch_size`` is less than 1.
    """

    def __init__(self,
                 dataset: ConcatDataset,
                 ratios: Sequence[float],
                 seed: Optional[int] = None,
                 epoch_size: Optional[int] = None) -> None:
        parts = getattr(dataset, 'datasets', None)
        if parts is None or len(parts) != len(ratios):
            found = 1 if parts is None else len(parts)
            raise InputError(
                f'MixedRatioSampler got {len(ratios)} ratios for a dataset '
                f'of {found} parts: give a ConcatDataset one ratio per part')
        if min(ratios) < 0 or sum(ratios) <= 0:
            raise InputError(f'MixedRatioSampler got ratios {list(ratios)}: '
                             'none may be negative and one must be positive')
        if epoch_size is not None and epoch_size < 1:
            raise InputError(f'MixedRatioSampler got epoch_size={epoch_size}:'
                             ' an epoch has at least one sample')
        self.sizes = [len(part) for part in parts]
        for place, (size, ratio) in enumerate(zip(self.sizes, ratios)):
            if ratio > 0 and size == 0:
                raise InputError(
                    f'part {place} of the dataset of MixedRatioSampler is '
                    'empty: give it samples or the ratio 0')
        self.shares = [ratio / sum(ratios) for ratio in ratios]
        self.seed = sync_random_seed() if seed is None else seed
        self.rank, self.world_size = get_dist_info()
        # Samples of an epoch on this process; None has no epochs.
        self.length = None if epoch_size is None else math.ceil(
            epoch_size / self.world_size)
        self.epoch = 0
        self.dataset = dataset

    def _pattern(self) -> Iterator[int]:
        """Endless numbers of parts."""
        taken = [0] * len(self.shares)
        for drawn in count(1):
            # The part that lags furthest behind its share; the first wins a
            # tie, so the order is the same everywhere.
            lag = [drawn * share - done
                   for share, done in zip(self.shares, taken)]
            part = max(range(len(lag)), key=lag.__getitem__)
            taken[part] += 1
            yield part

    def _walk(self, part: int, start: int) -> Iterator[int]:
        """Endless indices of one part, from the ``start``-th draw of this
        process on."""
        size = self.sizes[part]
        offset = sum(self.sizes[:part])
        place = start * self.world_size + self.rank
        while True:
            # Parts of equal size must not be walked in the same order, nor
            # one part twice.
            order = np.random.default_rng(
                [self.seed, part, place // size]).permutation(size)
            for index in order[place % size::self.world_size].tolist():
                yield index + offset
                place += self.world_size

    def _interleave(self, pattern: Iterator[int],
                    starts: Sequence[int]) -> Iterator[int]:
        walks = [self._walk(part, start)
                 for part, start in enumerate(starts)]
        for part in pattern:
            yield next(walks[part])

    def __iter__(self) -> Iterator[int]:
        """Indices of an epoch, or endless ones."""
        if self.length is None:
            return self._interleave(self._pattern(), [0] * len(self.sizes))
        # Every epoch has the same pattern, so where it starts in each part
        # follows from its number.
        pattern: List[int] = list(islice(self._pattern(), self.length))
        starts = [self.epoch * pattern.count(part)
                  for part in range(len(self.sizes))]
        return self._interleave(iter(pattern), starts)

    def __len__(self) -> int:
        """Samples of an epoch on this process; without epochs the number of
        samples of all parts together."""
        return sum(self.sizes) if self.length is None else self.length

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch that the next iteration over this draws."""
        self.epoch = epoch
