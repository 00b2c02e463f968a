"""SEEM's decoder on Query_(MIMC): segmentation."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

from torch import Tensor

from mmflexgen.registry import MODELS
from ..heads.mask_head import ClassText
from ..pixel_decoder import PixelDecoder
from .query_adapter import QueryAdapter
from .query_decoder import QueryDecoder


@MODELS.register_module()
class SEEMDecoder(QueryDecoder):
    """Learned queries attend to Query_(MIMC) and to each other.

    The attention, within the mask of the layer before, is Mask2Former's, as
    SEEM's is: :class:`MaskTransformer`. A class is told by the similarity of
    a query to the class's name, so a checkpoint serves other classes than
    those it was trained with. SEEM's prompts of a user (points, boxes,
    texts, earlier masks) have no counterpart here: compositions say what
    there is. Its pixel decoder, a part of what comes before, is replaced by
    up-sampling blocks on the query.

    Args:
        query_channels, finest_stride, metainfo, class_text: see
            :class:`QueryDecoder`.
        head: config of :class:`SemanticHead`, :class:`InstanceHead` or
            :class:`PanopticHead`.
        channels: width of queries and memory, a multiple of 32; 512 in the
            release.
        pixel_channels: width of the up-sampling blocks, a multiple of 32.
        mask_stride: image pixels per cell of the mask feature: equal to or
            a fraction of ``finest_stride`` by a power of two.
        dropout: see :class:`QueryAdapter`.

    Raises:
        InputError: ``mask_stride`` is no such fraction.
    """

    def __init__(self,
                 query_channels: Sequence[int],
                 finest_stride: int,
                 metainfo: Dict[str, Any],
                 class_text: ClassText,
                 head: Dict[str, Any],
                 channels: int = 512,
                 pixel_channels: int = 128,
                 mask_stride: int = 4,
                 dropout: float = 0.) -> None:
        super().__init__()
        count = len(query_channels)
        self.memory_adapter = QueryAdapter(query_channels,
                                           [channels] * count, dropout)
        self.pixel_adapter = QueryAdapter(query_channels,
                                          [pixel_channels] * count, dropout)
        self.pixel_decoder = PixelDecoder(count, pixel_channels,
                                          finest_stride, mask_stride,
                                          channels)
        self.head = MODELS.build(dict(
            head, channels=channels, num_memories=count, metainfo=metainfo,
            class_text=class_text))

    def features(self, query: Sequence[Tensor],
                 image: Optional[Tensor] = None
                 ) -> Tuple[Tensor, List[Tensor]]:
        """The mask feature (B, channels, H / mask_stride, W / mask_stride),
        and the query in ``channels``, coarse to fine."""
        mask_feature, _ = self.pixel_decoder(self.pixel_adapter(query))
        return mask_feature, self.memory_adapter(query)
