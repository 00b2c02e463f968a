"""How filters reach into a sample, with errors that name the filter."""

from typing import Any, Dict, Sequence

import numpy as np

from mmflexgen.structures import SynthSample
from mmflexgen.utils import InputError


def annotation(sample: SynthSample, kind: str, who: object) -> Any:
    """A data field of a sample.

    Args:
        sample: what the generator made.
        kind: such as ``'sem_seg'``.
        who: the filter that needs it.

    Raises:
        InputError: the generator does not yield this kind.
    """
    if kind not in sample:
        raise InputError(
            f'{type(who).__name__} needs {kind}, but sample '
            f'{sample.request.sample_id} holds '
            f'{", ".join(sorted(sample.keys()))}; take the filter out of '
            'synthesis.filters or use a generator that yields it')
    return sample.get(kind)


def rgb_image(sample: SynthSample, who: object) -> np.ndarray:
    """The image, uint8 (H, W, 3).

    Raises:
        InputError: it is of another type, as where the generator met NaN.
    """
    image = annotation(sample, 'image', who)
    if image.dtype != np.uint8:
        raise InputError(
            f'{type(who).__name__} needs a uint8 image, but that of sample '
            f'{sample.request.sample_id} is {image.dtype}; put BlankFilter '
            'before it in synthesis.filters')
    return image


def class_fractions(labels: np.ndarray,
                    classes: Sequence[str]) -> Dict[str, float]:
    """Part of the image that each class covers, 0 to 1, in label order.

    Args:
        labels: uint8 (H, W).
        classes: names by label id.
    """
    counts = np.bincount(labels.ravel(), minlength=256)[:len(classes)]
    return dict(zip(classes, (counts / labels.size).tolist()))


def check_known(names: Sequence[str], classes: Sequence[str],
                who: object) -> None:
    """Raises InputError if a filter names a class that does not exist."""
    for name in names:
        if name not in classes:
            raise InputError(
                f'{type(who).__name__} names the class {name!r}, which is '
                f'not among the {len(classes)} classes of the generator '
                f'({", ".join(classes)})')


def record_score(sample: SynthSample, name: str, value: float) -> None:
    """Adds a number to the sample's scores; it reaches the manifest."""
    scores = dict(sample.get('scores', {}))
    scores[name] = float(value)
    sample.set_metainfo(dict(scores=scores))


def check_fraction(value: float, name: str, who: object) -> float:
    """The value, if it is from 0 to 1.

    Raises:
        InputError: it is not.
    """
    if not 0 <= value <= 1:
        raise InputError(f'{name} of {type(who).__name__} is {value}; it must '
                         'be from 0 to 1')
    return value
