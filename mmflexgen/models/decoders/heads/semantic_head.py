"""Semantic segmentation (DatasetDM, 3.4)."""

from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

import torch
from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.registry import MODELS
from mmflexgen.utils.metainfo import BACKGROUND
from ..mask_criterion import semantic_targets
from .base import Resize
from .label_map_head import LabelMapHead, segmentation
from .mask_head import MaskHead


@MODELS.register_module()
class SemanticHead(LabelMapHead, MaskHead):
    """One mask per class, by Mask2Former's transformer decoder.

    Args:
        channels: width of the decoder.
        num_memories: resolutions of the hypercolumn; the queries attend to
            the three coarsest.
        metainfo: of the generator; ``classes`` counts.
        transformer: settings of :class:`MaskTransformer`.
        criterion: settings of :class:`MaskCriterion`.
        kwargs: see :class:`LabelMapHead` and :class:`MaskHead`.
    """

    def __init__(self,
                 channels: int,
                 num_memories: int,
                 metainfo: Dict[str, Any],
                 transformer: Optional[Dict[str, Any]] = None,
                 criterion: Optional[Dict[str, Any]] = None,
                 **kwargs: Any) -> None:
        super().__init__(
            metainfo=metainfo, names=metainfo['classes'],
            channels=channels, num_memories=num_memories,
            transformer=transformer, criterion=criterion, **kwargs)

    def loss(self, decoded: Tuple[List[Tensor], List[Tensor]],
             data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """Losses by ``gt_sem_seg``, indices 0 to C - 1 or ``ignore_index``.
        """
        return self.criterion(*decoded, [
            semantic_targets(self.ground_truth(sample, size),
                             self.ignore_index)
            for sample in data_samples])

    def predict(self, decoded: Tuple[List[Tensor], List[Tensor]], index: int,
                resize: Resize, allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``seg_logits`` (C, H, W), scores of 0 or more, and
        ``pred_sem_seg`` (1, H, W)."""
        scores = resize(self.scores(decoded, index))
        if allowed is not None:
            scores[[label for label, name in enumerate(self.classes)
                    if name not in allowed and name != BACKGROUND]] = 0
        return segmentation(scores)

    @staticmethod
    def scores(decoded: Tuple[List[Tensor], List[Tensor]],
               index: int) -> Tensor:
        """Mask2Former's semantic inference, (C, h, w): the sum over queries
        of class probability ("no object" left out) times mask probability.
        """
        classes, masks = decoded
        probs = classes[-1][index].softmax(dim=-1)[:, :-1]
        return torch.einsum('nc,nhw->chw', probs, masks[-1][index].sigmoid())
