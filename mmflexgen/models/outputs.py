"""From what a network says to what a user reads."""

from typing import Dict, Mapping, Sequence

import torch.nn.functional as F
from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.utils import InputError


def join_predictions(found: Mapping[str, Mapping[str, BaseDataElement]]
                     ) -> Dict[str, BaseDataElement]:
    """The fields that several decoders predict, in one dict.

    Raises:
        InputError: two decoders predict the same field.
    """
    owner: Dict[str, str] = {}
    for name, fields in found.items():
        for key in fields:
            if key in owner:
                raise InputError(
                    f"The decoders '{owner[key]}' and '{name}' both predict "
                    f'{key}: test them one at a time, with a config that '
                    'has one of them.')
            owner[key] = name
    return {key: found[name][key] for key, name in owner.items()}


def interpolate(maps: Tensor, size: Sequence[int]) -> Tensor:
    """Maps (K, h, w) to (K, *size)."""
    return F.interpolate(maps[None], tuple(size), mode='bilinear',
                         align_corners=False)[0]


def to_original(maps: Tensor, size: Sequence[int],
                sample: BaseDataElement) -> Tensor:
    """Maps (K, h, w) of a batch's images of ``size``, without padding and
    resized to the image file."""
    maps = interpolate(maps, size)
    height, width = sample.get('img_shape', size)[:2]
    # mmseg says how it padded when it tests; mmdet pads right and below.
    left, right, top, bottom = sample.get(
        'img_padding_size', (0, size[1] - width, 0, size[0] - height))
    maps = maps[:, top:size[0] - bottom, left:size[1] - right]
    return interpolate(maps, sample.get('ori_shape', maps.shape[-2:])[:2])
