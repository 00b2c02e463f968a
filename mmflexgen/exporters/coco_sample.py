"""The objects of one sample as JSON, without loss.

A COCO file names all images before all annotations, so it cannot be written
sample by sample. Each sample keeps its own small document, and finalising
strings them together.
"""

import json
from typing import Any, Dict

import numpy as np
from mmengine.structures import InstanceData
from pycocotools import mask as mask_api

from ..structures import SynthSample
from ..utils import InputError
from .polygons import mask_to_polygons


def encode_mask(mask: np.ndarray) -> Dict[str, Any]:
    """COCO's compressed RLE of a bool mask (H, W); ``counts`` is text."""
    rle = mask_api.encode(np.asfortranarray(mask, dtype=np.uint8))
    return dict(size=rle['size'], counts=rle['counts'].decode('ascii'))


def encode_instances(sample: SynthSample, polygons: bool) -> bytes:
    """The document of a sample.

    Args:
        sample: with ``image`` and ``instances``.
        polygons: whether masks are kept as polygons, too.

    Returns:
        bytes: JSON of ``height``, ``width``, and a list per field of the
        instances; masks as RLE. ``joints`` is K of the keypoints.

    Raises:
        InputError: an empty mask.
    """
    height, width = sample.image.shape[:2]
    fields = sample.instances
    document = dict(height=height, width=width,
                    labels=fields.labels.tolist(),
                    bboxes=fields.bboxes.tolist())
    if 'masks' in fields:
        empty = np.flatnonzero(~fields.masks.any((1, 2)))
        if empty.size:
            raise InputError(
                f'object {empty[0]} has an empty mask; the generator must '
                'leave out objects that cannot be seen')
        document['masks'] = [encode_mask(mask) for mask in fields.masks]
        if polygons:
            document['polygons'] = [mask_to_polygons(mask)
                                    for mask in fields.masks]
    if 'scores' in fields:
        document['scores'] = fields.scores.tolist()
    if 'keypoints' in fields:
        document['joints'] = fields.keypoints.shape[1]
        document['keypoints'] = fields.keypoints.tolist()
    return json.dumps(document).encode('ascii') + b'\n'


def decode_instances(data: bytes) -> InstanceData:
    """Inverse of :func:`encode_instances`."""
    document = json.loads(data)
    count = len(document['labels'])
    fields = dict(
        labels=np.array(document['labels'], np.int64),
        bboxes=np.array(document['bboxes'], np.float32).reshape(count, 4))
    if 'masks' in document:
        masks = np.zeros((count, document['height'], document['width']), bool)
        for index, rle in enumerate(document['masks']):
            masks[index] = mask_api.decode(rle)
        fields['masks'] = masks
    if 'scores' in document:
        fields['scores'] = np.array(document['scores'], np.float32)
    if 'keypoints' in document:
        fields['keypoints'] = np.array(
            document['keypoints'],
            np.float32).reshape(count, document['joints'], 3)
    return InstanceData(**fields)
