"""The panoptic annotation of one sample as a PNG and a JSON document.

The ids on the disk are not those of the sample: mmdet looks segments up by
id over the whole dataset, so that small ids, which recur in every image,
make loading quadratic.
"""

import json
from typing import Any, Dict, List, Tuple

import numpy as np

from ..structures import SynthSample
from ..structures.panoptic_ids import ids_to_rgb, rgb_to_ids
from ..utils import InputError

# Largest id of a PNG in COCO's id = R + 256 G + 256^2 B.
_LARGEST = 256**3 - 1
# Segments that an image may have before it shares ids with the next one.
_BLOCK = 64


def stored_id(sample_id: int, index: int) -> int:
    """Id on the disk of a sample's segment, never 0.

    Distinct within a sample, and over 262,143 samples of up to 64 segments.
    """
    return 1 + (sample_id * _BLOCK + index) % _LARGEST


def encode_panoptic(sample: SynthSample,
                    num_classes: int) -> Tuple[np.ndarray, bytes]:
    """The picture and the document of a sample.

    Args:
        sample: with ``panoptic`` and ``segments``.
        num_classes: number of thing and stuff classes.

    Returns:
        tuple: uint8 (H, W, 3), and JSON of ``height``, ``width`` and
        ``segments``: ``id`` as stored, ``sample_id`` as the generator had
        it, ``label``, ``area`` in pixels, ``bbox`` x, y, w, h.

    Raises:
        InputError: ids and segments do not belong together, or a label is
            outside the classes.
    """
    ids = sample.panoptic
    name = f'sample {sample.request.sample_id}'
    if ids.shape != sample.image.shape[:2]:
        raise InputError(f'the panoptic map of {name} has the shape '
                         f'{ids.shape}; the generator must give '
                         f'{sample.image.shape[:2]}, as the image has')
    listed = [segment['id'] for segment in sample.segments]
    drawn = set(np.unique(ids).tolist()) - {0}
    if len(set(listed)) < len(listed) or drawn != set(listed):
        raise InputError(
            f'the panoptic map of {name} holds the segments {sorted(drawn)}, '
            f'but {sorted(listed)} are listed; the generator must list each '
            'once, with an id above 0')
    stored = np.zeros_like(ids)
    segments: List[Dict[str, Any]] = []
    for index, segment in enumerate(sample.segments):
        if not 0 <= segment['label'] < num_classes:
            raise InputError(
                f'a segment of {name} has the label {segment["label"]}, '
                f"outside the generator's {num_classes} thing_classes and "
                'stuff_classes; mend its metainfo')
        mask = ids == segment['id']
        rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
        x, y = int(columns[0]), int(rows[0])
        number = stored_id(sample.request.sample_id, index)
        stored[mask] = number
        segments.append(dict(
            id=number, sample_id=segment['id'], label=segment['label'],
            area=int(mask.sum()),
            bbox=[x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1]))
    document = dict(height=ids.shape[0], width=ids.shape[1],
                    segments=segments)
    return ids_to_rgb(stored), json.dumps(document).encode('ascii') + b'\n'


def decode_panoptic(rgb: np.ndarray, data: bytes) -> Dict[str, Any]:
    """Inverse of :func:`encode_panoptic`: ``panoptic`` and ``segments``."""
    stored = rgb_to_ids(rgb)
    ids = np.zeros_like(stored)
    segments = []
    for segment in json.loads(data)['segments']:
        ids[stored == segment['id']] = segment['sample_id']
        segments.append(dict(id=segment['sample_id'], label=segment['label']))
    return dict(panoptic=ids, segments=segments)
