"""Data samples as JSON and tensors, without pickles."""

from importlib import import_module
from typing import Any, Dict

import numpy as np
import torch
from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.utils import InputError

# Classes that may be stored, and where they are found.
_ELEMENTS = dict(
    BaseDataElement='mmengine.structures', InstanceData='mmengine.structures',
    LabelData='mmengine.structures', PixelData='mmengine.structures',
    SegDataSample='mmseg.structures', DetDataSample='mmdet.structures')
_MASKS = dict(BitmapMasks='mmdet.structures.mask',
              PolygonMasks='mmdet.structures.mask')


def encode_sample(value: Any, tensors: Dict[str, Tensor]) -> Any:
    """A data sample, or a part of one, as JSON.

    Args:
        value: data elements, mmdet's masks, tensors, arrays, and Python's
            plain values.
        tensors: takes the tensors, under names that the JSON refers to.

    Raises:
        InputError: a part is of another type.
    """
    def store(tensor: Tensor) -> str:
        name = f'sample.{len(tensors)}'
        tensors[name] = tensor.detach().cpu().clone(
            memory_format=torch.contiguous_format)
        return name

    def encode(value: Any) -> Any:
        kind = type(value).__name__
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, Tensor):
            return {'tensor': store(value)}
        if isinstance(value, np.ndarray):
            return {'array': store(torch.from_numpy(value.copy()))}
        if isinstance(value, (list, tuple)):
            # torch.Size is a tuple, for whoever reads it.
            kind = 'list' if isinstance(value, list) else 'tuple'
            return {kind: [encode(item) for item in value]}
        if isinstance(value, dict):
            return {'dict': [[encode(key), encode(item)]
                             for key, item in value.items()]}
        if kind in _ELEMENTS and isinstance(value, BaseDataElement):
            # Which is which is kept as sets, whose order is not.
            return {kind: [encode(dict(sorted(items))) for items in
                           (value.metainfo_items(), value.items())]}
        if kind in _MASKS:
            return {kind: [encode(value.masks), value.height, value.width]}
        raise InputError(
            f'A data sample holds a {kind}, which the feature cache cannot '
            'store: turn it into a tensor or leave it out in the pipeline.')

    return encode(value)


def decode_sample(value: Any, tensors: Dict[str, Tensor]) -> Any:
    """The reverse of :func:`encode_sample`."""
    def decode(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        (kind, content), = value.items()
        if kind == 'tensor':
            return tensors[content]
        if kind == 'array':
            return tensors[content].numpy()
        if kind in ('list', 'tuple'):
            items = [decode(item) for item in content]
            return items if kind == 'list' else tuple(items)
        if kind == 'dict':
            return {decode(key): decode(item) for key, item in content}
        if kind in _MASKS:
            masks = getattr(import_module(_MASKS[kind]), kind)
            return masks(decode(content[0]), *content[1:])
        element = getattr(import_module(_ELEMENTS[kind]), kind)()
        element.set_metainfo(decode(content[0]))
        element.set_data(decode(content[1]))
        return element

    return decode(value)
