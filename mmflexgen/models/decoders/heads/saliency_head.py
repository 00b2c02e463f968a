"""Saliency, or an alpha matte."""

from typing import Any, Dict, Optional, Sequence, Set, Tuple

import numpy as np
import torch.nn.functional as F
from mmdet.models.losses import DiceLoss
from mmengine.structures import BaseDataElement, PixelData
from torch import Tensor

from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from ..consistency_loss import consistency_loss
from .base import Head, Resize
from .dense_layers import dense_layers, mean_map, stack_maps


@MODELS.register_module()
class SaliencyHead(Head):
    """Probability of foreground per pixel.

    Cross-entropy judges pixels, dice or MINet's consistency loss the shape
    as a whole: small objects count as much as large ones. A weight of 0
    leaves a loss out.

    Args:
        channels: width of the decoder.
        num_memories, metainfo: not used.
        bce_weight: of the binary cross-entropy.
        dice_weight: of the dice loss.
        consistency_weight: of :func:`consistency_loss`.
    """

    kind = 'saliency'
    averages = True

    def __init__(self,
                 channels: int,
                 num_memories: int,
                 metainfo: Dict[str, Any],
                 bce_weight: float = 1.,
                 dice_weight: float = 1.,
                 consistency_weight: float = 0.) -> None:
        super().__init__()
        self.convs = dense_layers(channels, 1)
        self.bce_weight = bce_weight
        self.dice_weight = dice_weight
        self.consistency_weight = consistency_weight
        self.loss_dice = DiceLoss(naive_dice=True, eps=1.)

    def forward(self, mask_feature: Tensor, memory: Sequence[Tensor]
                ) -> Tensor:
        """Logits (B, 1, h, w), of the mask feature's resolution."""
        return self.convs(mask_feature)

    def loss(self, decoded: Tensor, data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """``loss_bce``, ``loss_dice`` and ``loss_consistency`` by
        ``gt_saliency``, 0 to 1.

        Raises:
            InputError: as :class:`Head`; values outside 0 to 1.
        """
        truth = stack_maps(data_samples, 'gt_saliency', size, decoded.device,
                           'LoadSaliency')
        for sample, matte in zip(data_samples, truth):
            if matte.min() < 0 or matte.max() > 1:
                raise InputError(
                    f"gt_saliency of '{sample.get('img_path')}' goes from "
                    f'{matte.min():g} to {matte.max():g}: it must be 0 to 1, '
                    'as LoadSaliency gives it')
        logits = F.interpolate(decoded.float(), size, mode='bilinear',
                               align_corners=False)
        losses = dict(
            loss_bce=(self.bce_weight, F.binary_cross_entropy_with_logits),
            loss_dice=(self.dice_weight, self.loss_dice),
            loss_consistency=(self.consistency_weight, consistency_loss))
        return {name: weight * judge(logits, truth)
                for name, (weight, judge) in losses.items() if weight}

    def predict(self, decoded: Tensor, index: int, resize: Resize,
                allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``pred_saliency`` (1, H, W), probabilities; the ``logits_key`` of
        :class:`SaliencyMetric`."""
        return dict(pred_saliency=PixelData(
            data=resize(decoded[index].float()).sigmoid()))

    def average(self, predictions: Sequence[Dict[str, BaseDataElement]]
                ) -> Dict[str, BaseDataElement]:
        """``pred_saliency`` of the mean of several."""
        return mean_map(predictions, 'pred_saliency')

    def annotation(self, prediction: Dict[str, BaseDataElement]
                   ) -> Tuple[np.ndarray, Dict[str, float]]:
        """uint8 (H, W), and ``saliency_confidence``, the mean over pixels of
        the probability of the likelier side."""
        matte = prediction['pred_saliency'].data[0]
        sure = matte.maximum(1 - matte).mean().item()
        return ((matte * 255).round().byte().cpu().numpy(),
                dict(saliency_confidence=sure))
