"""Reads a saliency dataset back through our dataset class."""

from typing import Any, Dict

import numpy as np
from PIL import Image

from .consumer import open_dataset
from .reading import read_samples
from .result import Verification

_PIPELINE = [dict(type='LoadImageFromFile'),
             dict(type='mmseg.LoadAnnotations')]


def verify_saliency(root: str, consumer: Dict[str, Any]) -> Verification:
    """Loads every sample of a saliency dataset.

    Args:
        root: dataset folder.
        consumer: config of an mmseg-style dataset class with two classes,
            paths within ``root``.

    Returns:
        Verification: missing, unreadable or repeated files, sizes that
        differ, masks that are empty, coloured, or 0 and 1 instead of 0 to
        255, and labels that the consumer reads otherwise.

    Raises:
        InputError: the consumer's class does not exist or its dataset
            cannot be opened.
    """
    dataset = open_dataset(root, consumer, _PIPELINE, 'mmseg')
    result = Verification(type(dataset).__name__, len(dataset))
    classes = dataset.metainfo['classes']
    for info, loaded in read_samples(dataset, result,
                                     ('img_path', 'seg_map_path')):
        path, labels = info['seg_map_path'], loaded['gt_seg_map']
        with Image.open(path) as picture:
            mode, matte = picture.mode, np.asarray(picture)
        if mode != 'L':
            result.problems.append(f'{path} is a picture of mode {mode}; a '
                                   'mask must be grey, 8 bits')
            continue
        if not matte.any():
            result.problems.append(f'{path} is an empty mask')
        elif matte.max() == 1:
            result.problems.append(f'{path} holds 0 and 1 only; foreground '
                                   'must be 255')
        if not np.array_equal(labels, matte > 127):
            result.problems.append(f'{result.consumer} reads other labels in '
                                   f'{path} than were written')
        for name, count in zip(classes, np.bincount(labels.ravel(),
                                                    minlength=2)):
            result.pixels[name] += int(count)
    return result
