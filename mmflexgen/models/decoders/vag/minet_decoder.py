"""MINet's decoder on Query_(MIMC): saliency."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

from torch import Tensor, nn

from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError, check_choice
from ..image_skips import ImageSkips
from ..pixel_decoder import UpBlock, doublings
from .aggregation_interaction import AggregationInteraction
from .query_adapter import QueryAdapter
from .query_decoder import QueryDecoder
from .scale_exchange import at_size, conv_unit
from .self_interaction import SelfInteraction


@MODELS.register_module()
class MINetDecoder(QueryDecoder):
    """Aggregate interaction, self-interaction and fusion.

    The query takes the place of MINet's five VGG-16 blocks; :class:`MINet` of
    Plan B gives it the maps of a backbone instead. FlexDataset says
    "two-layer aggregation interaction": a module joins two neighbouring
    resolutions (``joined=2``), the next coarser one and its own; the
    coarsest is joined with the next finer one. MINet's inner modules join
    three. Coarse to fine, what was fused is enlarged and added, passes a
    self-interaction, and a convolution.

    Args:
        query_channels, finest_stride, metainfo, class_text: see
            :class:`QueryDecoder`.
        head: config of a :class:`Head` that reads a mask feature.
            By default :class:`SaliencyHead` with MINet's losses,
            cross-entropy and consistency.
        channels: width, a multiple of 32.
        joined: resolutions that an aggregation module joins, 2 or 3.
        mask_stride: image pixels per cell of the mask feature: equal to or
            a fraction of ``finest_stride`` by a power of two.
        dropout: see :class:`QueryAdapter`.
        image_skips: whether the blocks that enlarge beyond the query's
            finest resolution see the image, too, see :class:`ImageSkips`.
            Not in the paper, whose Plan A reads the query alone.

    Raises:
        InputError: ``joined`` is neither 2 nor 3, the query has a single
            resolution, ``mask_stride`` is no such fraction, or nothing is
            enlarged that could see the image.
    """

    def __init__(self,
                 query_channels: Sequence[int],
                 finest_stride: int,
                 metainfo: Dict[str, Any],
                 class_text: Any = None,
                 head: Optional[Dict[str, Any]] = None,
                 channels: int = 64,
                 joined: int = 2,
                 mask_stride: int = 4,
                 dropout: float = 0.,
                 image_skips: bool = False) -> None:
        super().__init__()
        count = len(query_channels)
        check_choice('joined of MINetDecoder', joined, (2, 3))
        if count < 2:
            raise InputError(
                'MINetDecoder joins resolutions and reads one: give it '
                'maps of two strides or more (in Plan A, MIMC layers at '
                'two).')
        self.adapter = QueryAdapter(query_channels, [channels] * count,
                                    dropout)
        self.windows = [_window(level, count, joined)
                        for level in range(count)]
        self.aggregations = nn.ModuleList(
            AggregationInteraction(channels, len(window),
                                   window.index(level))
            for level, window in enumerate(self.windows))
        self.interactions = nn.ModuleList(SelfInteraction(channels)
                                          for _ in range(count))
        self.fusions = nn.ModuleList(conv_unit(channels)
                                     for _ in range(count))
        strides = [finest_stride >> doubled + 1 for doubled in range(
            doublings(finest_stride, mask_stride))]
        if image_skips and not strides:
            raise InputError(
                f'image_skips of MINetDecoder have no place: mask_stride '
                f'{mask_stride} is that of the query; halve it.')
        self.up_blocks = nn.ModuleList(
            UpBlock(channels, with_skip=image_skips) for _ in strides)
        self.image_skips = (ImageSkips(strides, channels)
                            if image_skips else None)
        self.head = MODELS.build(dict(
            head or dict(type='mmflexgen.SaliencyHead', dice_weight=0.,
                         consistency_weight=1.),
            channels=channels, num_memories=0, metainfo=metainfo))

    def features(self, query: Sequence[Tensor],
                 image: Optional[Tensor] = None
                 ) -> Tuple[Tensor, List[Tensor]]:
        """The mask feature (B, channels, H / mask_stride, W / mask_stride).
        """
        levels = self.adapter(query)
        aggregated = [module([levels[index] for index in window])
                      for module, window in zip(self.aggregations,
                                                self.windows)]
        x = aggregated[0]
        for level, (interaction, fusion) in enumerate(
                zip(self.interactions, self.fusions)):
            if level:
                x = aggregated[level] + at_size(
                    x, aggregated[level].shape[-2:])
            x = fusion(interaction(x))
        skips = ([[skip] for skip in self.image_skips(image)]
                 if self.image_skips else [[]] * len(self.up_blocks))
        for block, skip in zip(self.up_blocks, skips):
            x = block(x, (2 * x.shape[-2], 2 * x.shape[-1]), skip)
        return x, []


def _window(level: int, count: int, joined: int) -> List[int]:
    """The resolutions that a level is aggregated from."""
    last = level + joined - 2
    first = level - 1
    if first < 0:
        first, last = 0, 1
    return list(range(first, min(last, count - 1) + 1))
