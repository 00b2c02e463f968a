"""Where in a UNet MIMC blocks sit."""

from typing import Dict, List, NamedTuple, Sequence

from torch import nn

from mmflexgen.utils import InputError
from .mimc_layers import MIMCLayers


class AttentionLayer(NamedTuple):
    """One of a UNet's attention layers.

    Attributes:
        place: its name within the UNet.
        part: 'down', 'mid' or 'up'.
        stride: side of the latent over side of its map.
        channels: of its map.
    """

    place: str
    part: str
    stride: int
    channels: int


def attention_layers(unet: nn.Module) -> List[AttentionLayer]:
    """Attention layers of a ``UNet2DConditionModel``, in the order of its
    pass."""
    levels = len(unet.config.block_out_channels)
    stages = [(f'down_blocks.{index}', 'down', 2**index)
              for index in range(levels)]
    stages.append(('mid_block', 'mid', 2**(levels - 1)))
    stages += [(f'up_blocks.{index}', 'up', 2**(levels - 1 - index))
               for index in range(levels)]
    return [
        AttentionLayer(f'{name}.attentions.{index}', part, stride,
                       layer.in_channels)
        for name, part, stride in stages for index, layer in enumerate(
            getattr(unet.get_submodule(name), 'attentions', None) or ())]


def mimc_places(unet: nn.Module, strides: Sequence[int],
                parts: Sequence[str] = ('down', 'mid', 'up')
                ) -> Dict[str, int]:
    """Attention layers at some resolutions, with their channels.

    Args:
        unet: a ``UNet2DConditionModel``.
        strides: sides of the latent over sides of the map, such as (2, 4, 8)
            for the 32, 16 and 8 of 64 cells.
        parts: which of 'down', 'mid' and 'up'.

    Returns:
        Names to channels, in the order of the UNet's pass.

    Raises:
        InputError: the UNet does not attend at one of the resolutions.
    """
    layers = [each for each in attention_layers(unet) if each.part in parts]
    attends = sorted({each.stride for each in layers})
    missing = sorted(set(strides) - set(attends))
    if missing or not strides:
        raise InputError(
            f'The UNet does not attend at stride {missing} in '
            f'{", ".join(parts)}, but at {attends}: choose strides of the '
            'MIMC layers among these.')
    return {each.place: each.channels for each in layers
            if each.stride in strides}


def check_places(layers: MIMCLayers, unet: nn.Module, name: str) -> None:
    """Make sure that MIMC layers fit a UNet.

    Args:
        layers: made for some UNet.
        unet: a ``UNet2DConditionModel``.
        name: of its base model.

    Raises:
        InputError: they do not fit.
    """
    there = {each.place: each.channels for each in attention_layers(unet)}
    for place, channels in layers.config['places'].items():
        if there.get(place) != channels:
            raise InputError(
                f"The MIMC layers follow '{place}' of {channels} channels, "
                f"and the UNet of '{name}' has {there.get(place)} there: "
                'give the base model they were trained with.')
