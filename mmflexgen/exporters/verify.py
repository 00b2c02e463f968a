"""Reads a dataset back through the class that will train on it."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
from mmengine.registry import DATASETS, DefaultScope

from ..registry import DATASETS as OUR_DATASETS
from ..utils import InputError, require

_PIPELINE = [dict(type='LoadImageFromFile'), dict(type='LoadAnnotations')]
# What the stock loaders raise on files that they cannot decode.
_UNREADABLE = (OSError, SyntaxError, ValueError, AssertionError,
               AttributeError)


@dataclass
class Verification:
    """What the consumer found.

    Attributes:
        consumer: name of the dataset class.
        samples: samples it lists.
        pixels: pixels per class name; void counts as 'ignore'.
        problems: what is wrong, one clause each; empty if all is well.
    """

    consumer: str
    samples: int = 0
    pixels: Counter = field(default_factory=Counter)
    problems: List[str] = field(default_factory=list)

    def sentences(self) -> List[str]:
        """What the tool prints."""
        total = max(1, sum(self.pixels.values()))
        shares = ', '.join(f'{name} {100 * count / total:.1f} %'
                           for name, count in self.pixels.most_common())
        count = len(self.problems)
        found = [f'{self.consumer} reads {self.samples} samples back: '
                 f'{count or "no"} problem{"s" if count != 1 else ""}']
        if shares:
            found.append(f'pixels: {shares}')
        shown = self.problems[:10]
        if len(self.problems) > len(shown):
            shown.append(f'and {len(self.problems) - len(shown)} more')
        return found + shown


def verify_segmentation(root: str, classes: Sequence[str],
                        consumer: Dict[str, Any]) -> Verification:
    """Loads every sample of a semantic dataset.

    Args:
        root: dataset folder.
        classes: names by label id that the labels were written with.
        consumer: config of an mmseg dataset class, paths within ``root``.

    Returns:
        Verification: missing or unreadable files, sizes that differ, label
        ids outside the classes, classes the consumer does not know.

    Raises:
        InputError: the consumer's class does not exist or its dataset
            cannot be opened.
    """
    dataset = _open(root, consumer)
    result = Verification(type(dataset).__name__, len(dataset))
    known = tuple(dataset.metainfo['classes'])
    if known != tuple(classes):
        result.problems.append(
            f'{result.consumer} has {len(known)} classes ({known[0]}, …), '
            f'the labels {len(classes)} ({classes[0]}, …)')
    for index in range(len(dataset)):
        info = dataset.get_data_info(index)
        missing = [path for path in (info['img_path'], info['seg_map_path'])
                   if not Path(path).is_file()]
        if missing:
            result.problems.append(f'{missing[0]} is missing')
            continue
        try:
            loaded = dataset.prepare_data(index)
        except _UNREADABLE as error:
            result.problems.append(
                f'{info["img_path"]} or its labels cannot be read '
                f'({type(error).__name__}: {error})')
            continue
        _check(loaded, info, len(known), dataset.ignore_index, result, known)
    return result


def _check(loaded: Dict[str, Any], info: Dict[str, Any], num_classes: int,
           ignore_index: int, result: Verification,
           names: Sequence[str]) -> None:
    """Checks one loaded sample and counts its pixels."""
    image, labels = loaded['img'], loaded['gt_seg_map']
    if image.shape[:2] != labels.shape:
        result.problems.append(
            f'{info["img_path"]} is {image.shape[1]} x {image.shape[0]} px, '
            f'its labels are {labels.shape[1]} x {labels.shape[0]}')
    counts = np.bincount(labels.ravel(), minlength=256)
    for label in np.flatnonzero(counts).tolist():
        if label == ignore_index:
            result.pixels['ignore'] += int(counts[label])
        elif label < num_classes:
            result.pixels[names[label]] += int(counts[label])
        else:
            result.problems.append(
                f'{info["seg_map_path"]} holds the label id {label}, outside '
                f'the {num_classes} classes')


def _open(root: str, consumer: Dict[str, Any]):
    """Builds the consumer's dataset on a folder."""
    _consumer_class(consumer)
    with DefaultScope.overwrite_default_scope('mmseg'):
        try:
            return DATASETS.build(dict(consumer, data_root=str(root),
                                       pipeline=_PIPELINE))
        except (AssertionError, FileNotFoundError) as error:
            raise InputError(f'{consumer["type"]} cannot open {root} '
                             f'({error})') from error


def check_consumer(consumer: Dict[str, Any], classes: Sequence[str]) -> None:
    """Finds out before any work whether a consumer can read the result.

    Args:
        consumer: config of an mmseg dataset class.
        classes: names by label id that the labels will be written with.

    Raises:
        InputError: mmseg or mmcv's ops are missing, there is no such class,
            or its classes are others.
    """
    require('mmcv.ops', 'reading the dataset back')
    require('mmseg', 'reading the dataset back')
    metainfo = consumer.get('metainfo', _consumer_class(consumer).METAINFO)
    known = metainfo.get('classes', classes)
    if tuple(known) != tuple(classes):
        raise InputError(
            f'{consumer["type"]} has {len(known)} classes ({known[0]}, …), '
            f'the generator {len(classes)} ({classes[0]}, …); mend '
            'synthesis.exporter.consumer')


def _consumer_class(consumer: Dict[str, Any]) -> type:
    """The dataset class of a consumer config; mmseg's by default."""
    import mmseg.datasets  # noqa: F401, registers the stock classes
    scope, _, name = consumer['type'].rpartition('.')
    found = OUR_DATASETS.get(f'{scope or "mmseg"}.{name}')
    if found is None:
        raise InputError(f'the consumer {consumer["type"]} is not a '
                         'registered dataset; mend '
                         'synthesis.exporter.consumer')
    return found
