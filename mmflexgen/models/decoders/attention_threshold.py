"""Masks by thresholded cross-attention: what a trained decoder must beat."""

from typing import Any, Dict, Optional, Sequence, Set

import torch
import torch.nn.functional as F
from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.models.freegen import stretch
from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from mmflexgen.utils.metainfo import BACKGROUND
from .heads import Head
from .heads.base import Resize
from .heads.label_map_head import LabelMapHead, segmentation


@MODELS.register_module()
class AttentionThreshold(LabelMapHead):
    """A decoder of the generator without a weight.

    The map of every named class is stretched to 0 to 1 over its image; the
    highest wins, where it reaches the threshold.

    Args:
        metainfo: of the generator; ``classes`` counts, the background among
            them.
        threshold: above 0, up to 1.
        resolution: whose maps are used, counted among those with attention,
            coarse to fine; the mean over all if not given.
        shape: further arguments that every decoder gets; not used.
    """

    per_class = True

    def __init__(self,
                 metainfo: Dict[str, Any],
                 threshold: float = 0.5,
                 resolution: Optional[int] = None,
                 **shape: Any) -> None:
        super().__init__(metainfo=metainfo)
        self.threshold = threshold
        self.resolution = resolution

    @property
    def head(self) -> Head:
        """Itself: there is nothing before it."""
        return self

    def forward(self, features: Sequence[Tensor],
                attn: Sequence[Optional[Tensor]],
                named: Sequence[Sequence[int]] = ()) -> Tensor:
        """Scores (B, C, h, w) from 0 to 1, 0 for classes not named.

        Args:
            features: not used.
            attn: maps by class, one (B, G_s * C, h_s, w_s) or None per
                resolution.
            named: not used; maps of other classes are 0.
        """
        scores = [stretch(maps.unflatten(1, (-1, len(self.classes))).mean(1))
                  for maps in attn if maps is not None]
        if self.resolution is not None:
            return scores[self.resolution]
        return torch.stack([
            F.interpolate(each, scores[-1].shape[-2:], mode='bilinear',
                          align_corners=False)
            for each in scores]).mean(0)

    def loss(self, *args: Any, **kwargs: Any) -> Dict[str, Tensor]:
        """There is none.

        Raises:
            InputError: always.
        """
        raise InputError('AttentionThreshold has nothing to train: set its '
                         'threshold and test it.')

    def predict(self, decoded: Tensor, index: int, resize: Resize,
                allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``seg_logits`` (C, H, W), the scores, with the threshold for the
        background, and ``pred_sem_seg`` (1, H, W)."""
        scores = resize(decoded[index])
        if allowed is not None:
            scores[[label for label, name in enumerate(self.classes)
                    if name not in allowed]] = 0
        scores[self.classes.index(BACKGROUND)] = self.threshold
        return segmentation(scores)
