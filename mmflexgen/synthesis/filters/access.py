"""How filters reach into a sample, with errors that name the filter."""

from typing import Any, Dict, Iterable, Iterator, List, Tuple

import numpy as np

from mmflexgen.structures import SynthSample
from mmflexgen.utils import InputError
from ..annotations import IGNORE_INDEX, thing_and_stuff


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
        raise _lacking(kind, sample, who)
    return sample.get(kind)


def _lacking(kind: str, sample: SynthSample, who: object) -> InputError:
    return InputError(
        f'{type(who).__name__} needs {kind}, but sample '
        f'{sample.request.sample_id} holds '
        f'{", ".join(sorted(sample.keys()))}; take the filter out of '
        'synthesis.filters or use a generator that yields it')


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


def semantic_map(sample: SynthSample, metainfo: Dict[str, Any],
                 who: object) -> Tuple[np.ndarray, Tuple[str, ...]]:
    """Class of every pixel: ``sem_seg``, or else of ``panoptic`` segments.

    Args:
        sample: what the generator made.
        metainfo: of the generator.
        who: the filter that asks.

    Returns:
        uint8 (H, W), 255 for pixels without a class, and the names of the
        labels.

    Raises:
        InputError: the sample has no such labels.
    """
    if 'sem_seg' in sample:
        return sample.sem_seg, tuple(metainfo['classes'])
    if 'panoptic' not in sample:
        raise _lacking('sem_seg or panoptic', sample, who)
    return _panoptic_labels(sample, metainfo)


def _panoptic_labels(sample: SynthSample, metainfo: Dict[str, Any]
                     ) -> Tuple[np.ndarray, Tuple[str, ...]]:
    """See :func:`semantic_map`."""
    labels = np.full(sample.panoptic.shape, IGNORE_INDEX, np.uint8)
    for segment in sample.segments:
        labels[sample.panoptic == segment['id']] = segment['label']
    return labels, thing_and_stuff(metainfo)


def kinds_with_classes(sample: SynthSample, who: object) -> List[str]:
    """Kinds of labels of a sample that say where a class is.

    Those of ``sem_seg``, ``panoptic`` and ``instances``, if these have
    masks, that the sample has.

    Raises:
        InputError: it has none of them.
    """
    kinds = [kind for kind in ('sem_seg', 'panoptic') if kind in sample]
    if 'masks' in sample.get('instances', ()):
        kinds.append('instances')
    if not kinds:
        raise _lacking('sem_seg, panoptic or the masks of instances', sample,
                       who)
    return kinds


def class_masks(sample: SynthSample, metainfo: Dict[str, Any],
                kind: str) -> Iterator[Tuple[str, np.ndarray]]:
    """Where each class is.

    Args:
        sample: what the generator made.
        metainfo: of the generator.
        kind: one of :func:`kinds_with_classes`.

    Yields:
        Every class that labels of this kind can hold, in label order
        (``sem_seg`` has all classes, ``panoptic`` things and stuff,
        ``instances`` things), and its pixels, bool (H, W).
    """
    if kind == 'instances':
        objects = sample.instances
        for label, name in enumerate(metainfo['thing_classes']):
            yield name, objects.masks[objects.labels == label].any(axis=0)
        return
    if kind == 'sem_seg':
        labels, names = sample.sem_seg, metainfo['classes']
    else:
        labels, names = _panoptic_labels(sample, metainfo)
    for label, name in enumerate(names):
        yield name, labels == label


def class_fractions(sample: SynthSample, metainfo: Dict[str, Any],
                    who: object) -> Dict[str, float]:
    """Part of the image that each class covers, 0 to 1.

    Told by the first of :func:`kinds_with_classes`.

    Args:
        sample: what the generator made.
        metainfo: of the generator.
        who: the filter that asks.

    Returns:
        Every class that labels of this kind can hold, in label order.

    Raises:
        InputError: the sample has no such labels.
    """
    kind = kinds_with_classes(sample, who)[0]
    return {name: float(mask.mean())
            for name, mask in class_masks(sample, metainfo, kind)}


def check_known(names: Iterable[str], classes: Iterable[str],
                who: object) -> None:
    """Raises InputError if a filter names a class that does not exist."""
    classes = tuple(classes)
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
