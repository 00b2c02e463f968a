"""Samples that must not reach the disk.

A filter is called with (sample, class names) and returns the reason to
reject the sample, or None. It sees one sample alone, so its judgement does
not depend on the others.
"""

from typing import Optional, Sequence

import numpy as np

from ..registry import TASK_UTILS
from ..structures import SynthSample


@TASK_UTILS.register_module()
class BlankFilter:
    """Rejects black or one-coloured images and what is not finite.

    Args:
        min_std: least standard deviation over the pixels, in grey levels, of
            the channel that varies most.
    """

    def __init__(self, min_std: float = 2.0) -> None:
        self.min_std = min_std

    def __call__(self, sample: SynthSample,
                 classes: Sequence[str]) -> Optional[str]:
        """'not finite', 'blank' or None.

        A generator that meets NaN leaves it in a float image, or in a
        score: uint8 cannot hold it.
        """
        scores = list(sample.get('scores', {}).values())
        if not (np.isfinite(sample.image).all() and np.isfinite(scores).all()):
            return 'not finite'
        pixels = sample.image.reshape(-1, sample.image.shape[-1])
        if pixels.astype(np.float32).std(axis=0).max() < self.min_std:
            return 'blank'
        return None


@TASK_UTILS.register_module()
class EmptyLabelFilter:
    """Rejects samples whose labels show none of the prompted classes.

    Args:
        min_fraction: part of the image that a class must cover to count.
    """

    def __init__(self, min_fraction: float = 0.01) -> None:
        self.min_fraction = min_fraction

    def __call__(self, sample: SynthSample,
                 classes: Sequence[str]) -> Optional[str]:
        """'empty label' or None."""
        prompted = sample.request.classes
        ids = [list(classes).index(name) for name in prompted]
        if not ids or any((sample.sem_seg == index).mean() >= self.min_fraction
                          for index in ids):
            return None
        return 'empty label'
