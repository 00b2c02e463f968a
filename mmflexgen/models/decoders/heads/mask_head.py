"""What the heads with Mask2Former's transformer decoder share (3.4)."""

from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

import torch
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


def forbid(logits: Tensor, names: Sequence[str],
           allowed: Optional[Set[str]]) -> Tensor:
    """Class logits without hope for the classes that are not allowed.

    Args:
        logits: (N, C + 1).
        names: of the first classes; those after them stay as they are.
        allowed: names; None for all.
    """
    if allowed is None:
        return logits
    logits = logits.clone()
    logits[:, [label for label, name in enumerate(names)
               if name not in allowed]] = -torch.inf
    return logits
