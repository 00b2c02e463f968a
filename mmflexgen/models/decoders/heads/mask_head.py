"""What the heads with Mask2Former's transformer decoder share (3.4)."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

from torch import Tensor

from ..mask_criterion import MaskCriterion
from ..mask_transformer import MaskTransformer
from .base import Head


class MaskHead(Head):
    """Queries to classes and masks.

    Args:
        num_classes: C.
        channels: width of the decoder.
        num_memories: resolutions of the hypercolumn; the queries attend to
            the three coarsest.
        transformer: settings of :class:`MaskTransformer`.
        criterion: settings of :class:`MaskCriterion`.
    """

    def __init__(self,
                 num_classes: int,
                 channels: int,
                 num_memories: int,
                 transformer: Optional[Dict[str, Any]] = None,
                 criterion: Optional[Dict[str, Any]] = None) -> None:
        super().__init__()
        self.transformer = MaskTransformer(
            num_classes, channels=channels,
            num_memories=min(num_memories, 3), **(transformer or {}))
        self.criterion = MaskCriterion(num_classes, **(criterion or {}))

    def forward(self, mask_feature: Tensor, memory: Sequence[Tensor]
                ) -> Tuple[List[Tensor], List[Tensor]]:
        """Class logits (B, N, C + 1) and mask logits (B, N, h, w), one of
        each per layer and one before the first."""
        return self.transformer(memory, mask_feature)
