"""Reads a depth dataset back through mmseg."""

from pathlib import Path
from typing import Any, Dict

import numpy as np
from PIL import Image

from .consumer import open_dataset
from .reading import read_samples
from .result import Verification

# Half of a picture nearer than this is not a picture of a scene, metres.
_NEAREST = 0.1


def verify_depth(root: str, consumer: Dict[str, Any],
                 steps_per_metre: int = 1000) -> Verification:
    """Loads every sample of a depth dataset.

    Args:
        root: dataset folder.
        consumer: config of an mmseg dataset class with ``img_path`` and
            ``depth_map_path`` in ``data_prefix``, within ``root``.
        steps_per_metre: units of the values in a metre.

    Returns:
        Verification: missing, unreadable or repeated files, names without a
        digit, sizes that differ, maps without depth, and values that cannot
        be in this unit. ``figures`` has the range of the depth in metres.

    Raises:
        InputError: the consumer's class does not exist or its dataset
            cannot be opened.
    """
    result = Verification(consumer['type'].rpartition('.')[2])
    folder = Path(root) / consumer['data_prefix']['img_path']
    suffix = consumer.get('img_suffix', '.jpg')
    nameless = [path for path in sorted(folder.rglob(f'*{suffix}'))
                if not any(letter.isdigit() for letter in path.name)]
    if nameless:
        result.problems += [f'{path} has no digit in its name, which '
                            f'{result.consumer} needs' for path in nameless]
        return result
    dataset = open_dataset(root, consumer, [
        dict(type='LoadImageFromFile'),
        dict(type='LoadDepthAnnotation',
             depth_rescale_factor=1 / steps_per_metre)
    ])
    result.samples = len(dataset)
    nearest, farthest = np.inf, 0.0
    for info, loaded in read_samples(dataset, result,
                                     ('img_path', 'depth_map_path')):
        depth = loaded['gt_depth_map']
        if clause := _wrong_unit(info['depth_map_path'], steps_per_metre):
            result.problems.append(f'{info["depth_map_path"]} {clause}')
            continue
        nearest = min(nearest, float(depth[depth > 0].min()))
        farthest = max(farthest, float(depth.max()))
    if farthest:
        result.figures = {'nearest depth, m': nearest,
                          'farthest depth, m': farthest}
    return result


def _wrong_unit(path: str, steps_per_metre: int) -> str:
    """A clause if a map's values cannot be such steps."""
    with Image.open(path) as picture:
        mode, values = picture.mode, np.asarray(picture)
    if not mode.startswith('I'):
        return (f'is a picture of mode {mode}; depth must be a PNG of 16 '
                f'bits, {steps_per_metre} to a metre')
    known = values[values > 0]
    if not known.size:
        return 'has no depth anywhere'
    median = np.median(known) / steps_per_metre
    if median < _NEAREST:
        return (f'has a median depth of {median:g} m; the values seem to be '
                'metres or another larger unit')
    if known.max() >= np.iinfo(np.uint16).max:
        return ('reaches 65535, the end of 16 bits; the values seem to be '
                'relative or cut off')
    return ''
