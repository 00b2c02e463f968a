"""The dataset classes that will train on a result."""

import contextlib
import io
from typing import Any, Dict, List, Sequence

from mmengine.registry import DefaultScope

from ...registry import DATASETS
from ...utils import InputError, require
from .coco_document import check_categories
from .result import Verification

_MEND = 'mend the consumer of this exporter'


def consumer_class(consumer: Dict[str, Any], scope: str = 'mmseg') -> type:
    """The dataset class of a consumer config.

    Args:
        consumer: config with a ``type``.
        scope: 'mmseg' or 'mmdet', for a type that names none.

    Raises:
        InputError: the library or mmcv's ops are missing, or there is no
            such class.
    """
    require('mmcv.ops', 'reading the dataset back')
    require(f'{scope}.datasets', 'reading the dataset back')
    named, _, name = consumer['type'].rpartition('.')
    found = DATASETS.get(f'{named or scope}.{name}')
    if found is None:
        raise InputError(f'the consumer {consumer["type"]} is not a '
                         f'registered dataset; {_MEND}')
    return found


def check_classes(consumer: Dict[str, Any], classes: Sequence[str],
                  scope: str = 'mmseg') -> None:
    """Finds out before any work whether a consumer can read the result.

    Args:
        consumer: config of a dataset class.
        classes: names by label id that the labels will be written with.
        scope: library of the consumer, 'mmseg' or 'mmdet'.

    Raises:
        InputError: a library is missing, there is no such class, or its
            classes are others.
    """
    found = consumer_class(consumer, scope)
    known = consumer.get('metainfo', found.METAINFO).get('classes', classes)
    if tuple(known) != tuple(classes):
        raise InputError(
            f'{consumer["type"]} has {len(known)} classes ({known[0]}, …), '
            f'the generator {len(classes)} ({classes[0]}, …); {_MEND}')


def open_dataset(root: str, consumer: Dict[str, Any],
                 pipeline: List[Dict[str, Any]], scope: str = 'mmseg'):
    """Builds a consumer's dataset on a folder.

    Args:
        root: dataset folder.
        consumer: config of a dataset class, paths within ``root``.
        pipeline: the stock loading steps.
        scope: library of the consumer and of the pipeline.

    Raises:
        InputError: see :func:`consumer_class`, or the dataset cannot be
            opened.
    """
    consumer_class(consumer, scope)
    named = consumer['type'] if '.' in consumer['type'] else (
        f'{scope}.{consumer["type"]}')
    with DefaultScope.overwrite_default_scope(scope):
        try:
            # pycocotools prints what it does.
            with contextlib.redirect_stdout(io.StringIO()):
                return DATASETS.build(dict(
                    consumer, type=named, data_root=str(root),
                    pipeline=pipeline))
        except (AssertionError, OSError, ValueError, KeyError, TypeError,
                IndexError) as error:
            reason = ' '.join(f'{type(error).__name__}: {error}'.split())
            raise InputError(f'{consumer["type"]} cannot open {root} '
                             f'({reason[:200]})') from error


def open_coco(root: str, consumer: Dict[str, Any],
              pipeline: List[Dict[str, Any]], document: Dict[str, Any],
              result: Verification):
    """Builds mmdet's dataset of a COCO file that may be broken.

    Args:
        root, consumer, pipeline: see :func:`open_dataset`.
        document: contents of the file.
        result: what is known of the file already; the categories are added.

    Returns:
        The dataset; None if it cannot be opened, and ``result`` says so.

    Raises:
        InputError: it cannot be opened, though the file seemed right.
    """
    try:
        dataset = open_dataset(root, consumer, pipeline, 'mmdet')
    except InputError as error:
        if not result.problems:
            raise
        result.problems.append(str(error))
        return None
    result.samples = len(dataset)
    result.problems += check_categories(document, dataset.metainfo['classes'])
    return dataset
