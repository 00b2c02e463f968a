"""Reads a semantic dataset back through an mmseg class."""

from pathlib import Path
from typing import Any, Callable, Dict, Optional, Sequence

import numpy as np

from .consumer import consumer_class, open_dataset
from .reading import read_samples
from .result import Verification

_PIPELINE = [dict(type='LoadImageFromFile'), dict(type='LoadAnnotations')]


def verify_semantic(
    root: str,
    consumer: Dict[str, Any],
    classes: Optional[Sequence[str]] = None,
    decode: Optional[Callable[[bytes], np.ndarray]] = None
) -> Verification:
    """Loads every sample of a semantic dataset.

    Args:
        root: dataset folder.
        consumer: config of an mmseg dataset class, paths within ``root``.
        classes: names by label id that the labels were written with; the
            consumer's if not known.
        decode: label file to the labels it was written from, uint8 (H, W);
            None for a dataset of others.

    Returns:
        Verification: missing, unreadable or repeated files, sizes that
        differ, label ids outside the classes, maps without any label,
        classes the consumer does not know, labels that it reads otherwise.

    Raises:
        InputError: the consumer's class does not exist or its dataset
            cannot be opened.
    """
    if classes is not None and 'metainfo' not in consumer and (
            'classes' not in consumer_class(consumer).METAINFO):
        consumer = dict(consumer, metainfo=dict(classes=tuple(classes)))
    dataset = open_dataset(root, consumer, _PIPELINE)
    result = Verification(type(dataset).__name__, len(dataset))
    known = tuple(dataset.metainfo['classes'])
    if classes is not None and known != tuple(classes):
        result.problems.append(
            f'{result.consumer} has {len(known)} classes ({known[0]}, …), '
            f'the labels {len(classes)} ({classes[0]}, …)')
    for info, loaded in read_samples(dataset, result,
                                     ('img_path', 'seg_map_path')):
        labels = loaded['gt_seg_map']
        if labels.ndim != 2:
            result.problems.append(
                f'{info["seg_map_path"]} is a colour picture; it must hold '
                'one label id per pixel')
            continue
        _count(labels, info['seg_map_path'], known, dataset.ignore_index,
               result)
        if decode is not None and not np.array_equal(
                labels, decode(Path(info['seg_map_path']).read_bytes())):
            result.problems.append(
                f'{result.consumer} reads other labels in '
                f'{info["seg_map_path"]} than were written')
    return result


def _count(labels: np.ndarray, path: str, names: Sequence[str],
           ignore_index: int, result: Verification) -> None:
    """Counts the pixels of a label map, and those of no class."""
    counts = np.bincount(labels.ravel(), minlength=256)
    found = np.flatnonzero(counts).tolist()
    if found == [ignore_index]:
        result.problems.append(f'{path} has no labelled pixel')
    for label in found:
        if label == ignore_index:
            result.pixels['ignore'] += int(counts[label])
        elif label < len(names):
            result.pixels[names[label]] += int(counts[label])
        else:
            result.problems.append(
                f'{path} holds the label id {label}, outside the '
                f'{len(names)} classes')
