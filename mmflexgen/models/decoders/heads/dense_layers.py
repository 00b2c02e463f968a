"""What the heads without a transformer decoder share (DatasetDM, C.3)."""

from typing import Dict, Sequence, Tuple

import torch
from mmengine.structures import BaseDataElement, PixelData
from torch import Tensor, nn

from .label_checks import check_size, image_name, required


def dense_layers(channels: int, num_maps: int) -> nn.Sequential:
    """Two convolutions from the mask feature to a fixed number of maps.

    The maps have the resolution of the mask feature: ``mask_stride`` of the
    decoder says how fine they are. Losses and predictions see them
    bilinearly enlarged.

    Args:
        channels: width of the decoder, a multiple of 32.
        num_maps: M, the number of maps.
    """
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1, bias=False),
        nn.GroupNorm(32, channels), nn.ReLU(inplace=True),
        nn.Conv2d(channels, num_maps, 3, padding=1))


def stack_maps(data_samples: Sequence[BaseDataElement], field: str,
               size: Tuple[int, int], device: torch.device,
               loader: str) -> Tensor:
    """One label map per image.

    Args:
        data_samples: B, with ``field`` as PixelData (1, H, W).
        field: where the labels are.
        size: (height, width) of the images.
        device: of the result.
        loader: the transform that loads the field, for the error.

    Returns:
        float (B, 1, H, W).

    Raises:
        InputError: an image has no such map, or one of another size.
    """
    maps = []
    for sample in data_samples:
        found = required(sample, field, loader).data
        check_size(found.shape[-2:], size,
                   f'{field} of {image_name(sample)}')
        maps.append(found.to(device).float())
    return torch.stack(maps)


def mean_map(predictions: Sequence[Dict[str, BaseDataElement]], field: str
             ) -> Dict[str, BaseDataElement]:
    """A field of the mean of several predictions' maps."""
    return {field: PixelData(data=torch.stack(
        [each[field].data for each in predictions]).mean(0))}
