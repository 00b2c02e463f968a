"""Up-sampling blocks from the hypercolumn to a mask feature."""

from typing import List, Optional, Sequence, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mmflexgen.utils import InputError


def doublings(finest_stride: int, mask_stride: int) -> int:
    """How often a map must be doubled to go from one stride to the other.

    Raises:
        InputError: doublings do not lead there.
    """
    count = (finest_stride // mask_stride).bit_length() - 1
    if count < 0 or mask_stride * 2**count != finest_stride:
        raise InputError(
            f'The finest map that the decoder reads has a stride of '
            f'{finest_stride} px and mask_stride is {mask_stride}: divide '
            'the former by a power of two.')
    return count


def _conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    """3x3 convolution, group norm, ReLU."""
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False),
        nn.GroupNorm(32, out_channels), nn.ReLU(inplace=True))


class UpBlock(nn.Module):
    """1x1 conv, bilinear up-sampling, concatenation, two 3x3 convs.

    Args:
        channels: of input, skip and output; a multiple of 32.
        with_skip: whether features of the next resolution are concatenated.
    """

    def __init__(self, channels: int, with_skip: bool) -> None:
        super().__init__()
        self.adjust = nn.Conv2d(channels, channels, 1)
        self.mix = nn.Sequential(
            _conv_block(channels * (2 if with_skip else 1), channels),
            _conv_block(channels, channels))

    def forward(self, x: Tensor, size: Tuple[int, int],
                skips: Sequence[Tensor]) -> Tensor:
        """Enlarge and mix.

        Args:
            x: (B, C, h, w).
            size: (height, width) of the result.
            skips: one map (B, C, *size) with ``with_skip``, else none.

        Returns:
            (B, C, *size).
        """
        x = F.interpolate(self.adjust(x), size, mode='bilinear',
                          align_corners=False)
        return self.mix(torch.cat([x, *skips], dim=1))


class PixelDecoder(nn.Module):
    """The paper's pixel decoder (C.2).

    Args:
        num_scales: resolutions of the hypercolumn.
        channels: width, a multiple of 32.
        finest_stride: image pixels per cell of the finest resolution.
        mask_stride: image pixels per cell of the mask feature; 4 in the
            paper. Equal to or a fraction of ``finest_stride`` by a power
            of two.
        out_channels: of the mask feature; ``channels`` by default.

    Raises:
        InputError: ``mask_stride`` is no such fraction.
    """

    def __init__(self,
                 num_scales: int,
                 channels: int = 256,
                 finest_stride: int = 8,
                 mask_stride: int = 4,
                 out_channels: Optional[int] = None) -> None:
        super().__init__()
        self.skip_blocks = nn.ModuleList(
            UpBlock(channels, with_skip=True) for _ in range(num_scales - 1))
        self.up_blocks = nn.ModuleList(
            UpBlock(channels, with_skip=False)
            for _ in range(doublings(finest_stride, mask_stride)))
        self.mask_feature = nn.Conv2d(channels, out_channels or channels, 1)

    def forward(self, fused: Sequence[Tensor]
                ) -> Tuple[Tensor, List[Tensor]]:
        """Decode.

        Args:
            fused: F^, coarse to fine, each (B, C, h_s, w_s).

        Returns:
            The mask feature (B, out_channels, H / mask_stride,
            W / mask_stride), and
            the decoded resolutions, coarse to fine, like ``fused``.
        """
        x = fused[0]
        memory = [x]
        for block, skip in zip(self.skip_blocks, fused[1:]):
            x = block(x, skip.shape[-2:], [skip])
            memory.append(x)
        for block in self.up_blocks:
            height, width = x.shape[-2:]
            x = block(x, (2 * height, 2 * width), [])
        return self.mask_feature(x), memory
