"""What the engine holds the annotations of a sample to, kind by kind."""

from typing import Any, Callable, Dict, Sequence, Tuple

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


def check_annotations(sample: SynthSample, kinds: Sequence[str],
                      metainfo: Dict[str, Any]) -> None:
    """Checks an accepted sample before it is written.

    Args:
        sample: see :class:`SynthSample` for what each kind must be.
        kinds: those that will be written.
        metainfo: of the generator.

    Raises:
        InputError: a kind is missing, of another type or size, or holds a
            label outside the classes.
    """
    _check_map(sample, 'image', np.uint8, channels=(3, ))
    for kind in kinds:
        if kind not in sample:
            raise InputError(f'sample {sample.request.sample_id} has no '
                             f'{kind}; the generator must give it')
        if kind in _CHECKS:
            _CHECKS[kind](sample, metainfo)


def describe_annotations(sample: SynthSample, kinds: Sequence[str],
                         metainfo: Dict[str, Any]) -> Dict[str, Any]:
    """What the manifest says about the annotations of a checked sample.

    Returns:
        dict: ``pixels`` per class of ``sem_seg`` ('ignore' for 255),
        ``objects`` per class of ``instances``, ``segments`` per class of
        ``panoptic``, ``depth`` (least and greatest known metres, part of
        the image that is known) and ``saliency`` (mean, 0 to 1).
    """
    return {name: describe(sample, metainfo)
            for kind, (name, describe) in _DESCRIPTIONS.items()
            if kind in kinds}


def thing_and_stuff(metainfo: Dict[str, Any]) -> Tuple[str, ...]:
    """Names by the label of a panoptic segment."""
    return (*metainfo['thing_classes'], *metainfo.get('stuff_classes', ()))


def class_names(metainfo: Dict[str, Any]) -> Tuple[str, ...]:
    """Names of ``sem_seg``; of things and stuff where there is none."""
    return tuple(metainfo.get('classes') or thing_and_stuff(metainfo))


def _check_map(sample: SynthSample, kind: str, dtype: type,
               channels: Tuple[int, ...] = ()) -> None:
    found = sample.get(kind)
    wanted = (*sample.image.shape[:2], *channels)
    if found.dtype != dtype or found.shape != wanted:
        size = ', as the image has' if kind != 'image' else ''
        raise InputError(
            f'{kind} of sample {sample.request.sample_id} is {found.dtype} '
            f'of shape {found.shape}; the generator must give '
            f'{np.dtype(dtype).name} {wanted}{size}')


def _check_labels(sample: SynthSample, kind: str, labels: np.ndarray,
                  names: Sequence[str]) -> None:
    outside = labels[(labels < 0) | (labels >= len(names))]
    if outside.size:
        raise InputError(
            f'{kind} of sample {sample.request.sample_id} holds the label id '
            f"{outside[0]}, outside the generator's {len(names)} classes "
            f'(0 to {len(names) - 1}); mend the metainfo of the generator')


def _check_sem_seg(sample: SynthSample, metainfo: Dict[str, Any]) -> None:
    _check_map(sample, 'sem_seg', np.uint8)
    found = np.unique(sample.sem_seg)
    _check_labels(sample, 'sem_seg', found[found != IGNORE_INDEX],
                  metainfo['classes'])


def _check_instances(sample: SynthSample, metainfo: Dict[str, Any]) -> None:
    objects, size = sample.instances, sample.image.shape[:2]
    name = f'instances of sample {sample.request.sample_id}'
    for field, shape in (('labels', ()), ('bboxes', (4, ))):
        value = objects.get(field)
        if value is None or value.shape != (len(objects), *shape):
            raise InputError(
                f'{name} have {field} of shape '
                f'{None if value is None else value.shape}; the generator '
                f'must give {(len(objects), *shape)}')
    _check_labels(sample, 'instances', objects.labels,
                  metainfo['thing_classes'])
    masks = objects.get('masks')
    if masks is not None and (masks.dtype != bool
                              or masks.shape != (len(objects), *size)):
        raise InputError(
            f'{name} have masks {masks.dtype} of shape {masks.shape}; the '
            f'generator must give bool {(len(objects), *size)}')


def _check_panoptic(sample: SynthSample, metainfo: Dict[str, Any]) -> None:
    _check_map(sample, 'panoptic', np.int32)
    listed = [segment['id'] for segment in sample.segments]
    found = np.unique(sample.panoptic)
    if sorted(listed) != found[found != 0].tolist():
        raise InputError(
            f'panoptic of sample {sample.request.sample_id} shows the '
            f'segments {found[found != 0].tolist()} and lists '
            f'{sorted(listed)}; the generator must list what it shows')
    labels = np.array([segment['label'] for segment in sample.segments], int)
    _check_labels(sample, 'panoptic', labels, thing_and_stuff(metainfo))


def _check_depth(sample: SynthSample, metainfo: Dict[str, Any]) -> None:
    _check_map(sample, 'depth', np.float32)
    if not (np.isfinite(sample.depth).all() and (sample.depth >= 0).all()):
        raise InputError(
            f'depth of sample {sample.request.sample_id} is negative or not '
            'finite somewhere; the generator must give metres, and 0 where '
            'the depth is unknown')


def _check_saliency(sample: SynthSample, metainfo: Dict[str, Any]) -> None:
    _check_map(sample, 'saliency', np.uint8)


_CHECKS: Dict[str, Callable] = dict(
    sem_seg=_check_sem_seg, instances=_check_instances,
    panoptic=_check_panoptic, depth=_check_depth, saliency=_check_saliency)


def count_pixels(labels: np.ndarray, classes: Sequence[str]) -> Dict[str, int]:
    """Pixels per class that occurs, by name; void counts as 'ignore'."""
    ids, counts = np.unique(labels, return_counts=True)
    return {'ignore' if index == IGNORE_INDEX else classes[index]: count
            for index, count in zip(ids.tolist(), counts.tolist())}


def _count(labels: Sequence[int], names: Sequence[str]) -> Dict[str, int]:
    ids, counts = np.unique(np.array(labels, int), return_counts=True)
    return {names[index]: count
            for index, count in zip(ids.tolist(), counts.tolist())}


def _depth_range(sample: SynthSample, metainfo: Dict[str, Any]
                 ) -> Dict[str, float]:
    known = sample.depth[sample.depth > 0]
    least, most = (known.min(), known.max()) if known.size else (0, 0)
    return dict(min=round(float(least), 3), max=round(float(most), 3),
                known=round(known.size / sample.depth.size, 4))


_DESCRIPTIONS: Dict[str, Tuple[str, Callable]] = dict(
    sem_seg=('pixels', lambda sample, metainfo: count_pixels(
        sample.sem_seg, metainfo['classes'])),
    instances=('objects', lambda sample, metainfo: _count(
        sample.instances.labels, metainfo['thing_classes'])),
    panoptic=('segments', lambda sample, metainfo: _count(
        [segment['label'] for segment in sample.segments],
        thing_and_stuff(metainfo))),
    depth=('depth', _depth_range),
    saliency=('saliency', lambda sample, metainfo: round(
        float(sample.saliency.mean()) / 255, 4)))
