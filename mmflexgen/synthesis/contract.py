"""What the engine holds a generator to."""

from typing import Sequence

import numpy as np

from ..structures import SynthRequest, SynthSample
from ..utils import InputError

IGNORE_INDEX = 255


def check_samples(samples: Sequence[SynthSample],
                  requests: Sequence[SynthRequest]) -> None:
    """Raises RuntimeError unless there is one sample per request, in order.
    """
    if len(samples) != len(requests):
        raise RuntimeError(f'the generator answered {len(requests)} requests '
                           f'with {len(samples)} samples')
    for sample, request in zip(samples, requests):
        if sample.request != request:
            raise RuntimeError(
                f'the generator answered the request of sample '
                f'{request.sample_id} with sample {sample.request.sample_id}')


def check_annotations(sample: SynthSample, num_classes: int) -> None:
    """Checks an accepted sample before it is written.

    Args:
        sample: with ``image`` and ``sem_seg``.
        num_classes: label ids go from 0 to this, less one, or are 255.

    Raises:
        InputError: wrong type or size, or a label id outside the classes.
    """
    name = f'sample {sample.request.sample_id}'
    image, labels = sample.image, sample.sem_seg
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise InputError(
            f'the image of {name} is {image.dtype} of shape {image.shape}; '
            'the generator must give uint8 (H, W, 3)')
    if labels.dtype != np.uint8 or labels.shape != image.shape[:2]:
        raise InputError(
            f'the labels of {name} are {labels.dtype} of shape '
            f'{labels.shape}; the generator must give uint8 '
            f'{image.shape[:2]}, as the image has')
    found = np.unique(labels)
    outside = found[(found >= num_classes) & (found != IGNORE_INDEX)]
    if outside.size:
        raise InputError(
            f'the labels of {name} hold the id {outside[0]}, outside the '
            f"generator's {num_classes} classes (0 to {num_classes - 1}); "
            'mend the metainfo of the generator')
