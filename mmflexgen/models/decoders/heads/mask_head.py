"""What the heads with Mask2Former's transformer decoder share (3.4)."""

from typing import (Any, Callable, Dict, List, Optional, Sequence, Set,
                    Tuple)

import torch
from torch import Tensor

from ..mask_criterion import MaskCriterion
from ..mask_transformer import MaskTransformer
from ..text_classifier import TextClassifier
from .base import Head

ClassText = Callable[[Sequence[str]], Tensor]


class MaskHead(Head):
    """Queries to classes and masks.

    Args:
        names: of the C classes.
        channels: width of the decoder.
        num_memories: resolutions of the hypercolumn; the queries attend to
            the three coarsest.
        transformer: settings of :class:`MaskTransformer`.
        criterion: settings of :class:`MaskCriterion`.
        class_text: encodes names, (C, D); a class is then told by its name,
            see :class:`TextClassifier`. Without, by weights of its own.
    """

    def __init__(self,
                 names: Sequence[str],
                 channels: int,
                 num_memories: int,
                 transformer: Optional[Dict[str, Any]] = None,
                 criterion: Optional[Dict[str, Any]] = None,
                 class_text: Optional[ClassText] = None) -> None:
        super().__init__()
        self.transformer = MaskTransformer(
            len(names), channels=channels,
            num_memories=min(num_memories, 3),
            classifier=class_text and TextClassifier(
                channels, class_text(names)), **(transformer or {}))
        self.criterion = MaskCriterion(len(names), **(criterion or {}))

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
