"""Real and synthetic samples in a fixed ratio."""

from itertools import islice
from typing import Iterator, Optional, Sequence

import torch
from mmengine.dataset import ConcatDataset
from mmengine.dist import get_dist_info, sync_random_seed
from torch.utils.data import Sampler

from mmflexgen.registry import DATA_SAMPLERS
from mmflexgen.utils import InputError


@DATA_SAMPLERS.register_module()
class MixedRatioSampler(Sampler):
    """Endless indices into a ``ConcatDataset``, parts in a fixed ratio.

    With plain shuffling the sizes of the parts decide the mixture: 100 real
    images beside 40,000 synthetic ones would be seen once in 400 samples.
    Here the part of sample n is fixed by arithmetic: of two parts, *every*
    window of n samples, and so every batch, holds each within one sample of
    ``n * ratio``. Within its part a sample is drawn without replacement until
    the part is used up, then in a new order.

    Each process interleaves the parts for itself and takes every
    ``world_size``-th sample of each part, so the ratio holds on every GPU.

    Args:
        dataset: a ``ConcatDataset`` of as many parts as ratios.
        ratios: share of each part, in any unit, e.g. ``(0.5, 0.5)``.
        seed: of the order; None draws one that all processes share.

    Raises:
        InputError: if the parts and the ratios do not fit.
    """

    def __init__(self,
                 dataset: ConcatDataset,
                 ratios: Sequence[float],
                 seed: Optional[int] = None) -> None:
        parts = getattr(dataset, 'datasets', None)
        if parts is None or len(parts) != len(ratios):
            found = 1 if parts is None else len(parts)
            raise InputError(
                f'MixedRatioSampler got {len(ratios)} ratios for a dataset '
                f'of {found} parts: give a ConcatDataset one ratio per part')
        if min(ratios) < 0 or sum(ratios) <= 0:
            raise InputError(f'MixedRatioSampler got ratios {list(ratios)}: '
                             'none may be negative and one must be positive')
        self.sizes = [len(part) for part in parts]
        self.shares = [ratio / sum(ratios) for ratio in ratios]
        self.seed = sync_random_seed() if seed is None else seed
        self.rank, self.world_size = get_dist_info()
        self.dataset = dataset

    def _part_indices(self, part: int) -> Iterator[int]:
        """Endless shuffled indices of one part, in the whole dataset."""
        generator = torch.Generator()
        # Parts of equal size must not be walked in the same order.
        generator.manual_seed(self.seed * 1009 + part)
        offset = sum(self.sizes[:part])
        while True:
            order = torch.randperm(self.sizes[part], generator=generator)
            yield from (order + offset).tolist()

    def __iter__(self) -> Iterator[int]:
        """Endless indices."""
        streams = [
            islice(self._part_indices(part), self.rank, None,
                   self.world_size) for part in range(len(self.sizes))
        ]
        taken = [0] * len(streams)
        drawn = 0
        while True:
            drawn += 1
            # The part that lags furthest behind its share; the first wins a
            # tie, so the order is the same everywhere.
            lag = [drawn * share - done
                   for share, done in zip(self.shares, taken)]
            part = max(range(len(lag)), key=lag.__getitem__)
            taken[part] += 1
            yield next(streams[part])

    def __len__(self) -> int:
        """Number of samples of all parts together."""
        return sum(self.sizes)

    def set_epoch(self, epoch: int) -> None:
        """Nothing to do: the sampler is for iteration-based training."""
