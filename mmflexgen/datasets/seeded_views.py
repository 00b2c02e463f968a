"""A fixed number of augmented views of every image."""

import random
from contextlib import contextmanager
from typing import Any, Dict, Iterator

import numpy as np
import torch
from torch.utils.data import Dataset

from mmflexgen.registry import DATASETS


@DATASETS.register_module()
class SeededViews(Dataset):
    """The same augmentations whenever, wherever a sample is read.

    View v of image i is what the dataset's pipeline makes of the image with
    random numbers that follow from (``seed``, i, v) alone. Sample
    ``v * len(dataset) + i``; its data sample says ``view_seed``, for what a
    model draws itself.

    Args:
        dataset: config of the labelled images with their training pipeline.
        num_views: views per image.
        seed: 0 or more; views of different seeds are independent.
    """

    def __init__(self, dataset: Dict[str, Any], num_views: int = 1,
                 seed: int = 0) -> None:
        self.dataset = DATASETS.build(dataset)
        self.num_views = num_views
        self.seed = seed

    @property
    def metainfo(self) -> Dict[str, Any]:
        """Of the dataset."""
        return self.dataset.metainfo

    def __len__(self) -> int:
        return self.num_views * len(self.dataset)

    def __getitem__(self, index: int) -> Dict[str, Any]:
        """``inputs`` and ``data_samples``, as the pipeline packs them."""
        view, image = divmod(index, len(self.dataset))
        seeds = np.random.SeedSequence(
            [self.seed, image, view]).generate_state(2, np.uint64)
        with _seeded(int(seeds[0])):
            sample = self.dataset[image]
        # Torch takes 63 bits without a sign.
        sample['data_samples'].set_metainfo(
            dict(view_seed=int(seeds[1] >> np.uint64(1))))
        return sample


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """The global generators seeded, while it lasts."""
    before = random.getstate(), np.random.get_state()
    with torch.random.fork_rng(devices=[]):
        random.seed(seed)
        np.random.seed(seed % 2**32)
        torch.default_generator.manual_seed(seed >> 1)
        try:
            yield
        finally:
            random.setstate(before[0])
            np.random.set_state(before[1])
