"""Trains the small class-agnostic segmenter that answers points."""

import os.path as osp
from typing import Any, Dict, Optional

import torch
import torch.nn.functional as F
from mmengine.model import BaseModel
from torch import Tensor

from mmflexgen.registry import MODELS
from mmflexgen.utils import require
from .folders import write_module


@MODELS.register_module()
class PointSegmenterTrainer(BaseModel):
    """A transformers ``SamModel`` with the losses of its mask decoder.

    It answers each prompt by one mask (``multimask_output=False``), as it
    is asked with several points.

    Args:
        image_size: side of the square images in pixels.
        patch_size: pixels per cell of the image embedding; masks are four
            times as fine as it.
        channels: width of the mask decoder.
        vision: further arguments of ``SamVisionConfig``.
        decoder: further arguments of ``SamMaskDecoderConfig``.
        bce_weight: of the binary cross-entropy.
        dice_weight: of the dice loss.
        iou_weight: of the squared error of the predicted IoU.
    """

    def __init__(self,
                 image_size: int,
                 patch_size: int,
                 channels: int,
                 vision: Dict[str, Any],
                 decoder: Dict[str, Any],
                 bce_weight: float = 1.,
                 dice_weight: float = 1.,
                 iou_weight: float = 0.1,
                 data_preprocessor: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor)
        require('mmdet', 'PointSegmenterTrainer')
        from mmdet.models.losses import DiceLoss
        from transformers import SamConfig, SamModel, SamProcessor
        from transformers.models.sam.image_processing_pil_sam import \
            SamImageProcessorPil
        grid = image_size // patch_size
        shape = dict(image_size=image_size, patch_size=patch_size)
        self.sam = SamModel(SamConfig(
            vision_config=dict(
                output_channels=channels, num_pos_feats=channels // 2,
                initializer_range=0.02, **shape, **vision),
            prompt_encoder_config=dict(
                hidden_size=channels, image_embedding_size=grid, **shape),
            mask_decoder_config=dict(
                hidden_size=channels, iou_head_hidden_dim=channels,
                **decoder)))
        # Segment Anything's own start. That of transformers is so fine a
        # code that neighbouring places have nothing in common.
        with torch.no_grad():
            self.sam.shared_image_embedding.positional_embedding.normal_()
        self.sam.tie_weights()
        self.processor = SamProcessor(SamImageProcessorPil(
            size=dict(longest_edge=image_size),
            pad_size=dict(height=image_size, width=image_size),
            mask_size=dict(longest_edge=4 * grid),
            mask_pad_size=dict(height=4 * grid, width=4 * grid)))
        images = self.processor.image_processor
        for name in ('image_mean', 'image_std'):
            self.register_buffer(name, 255 * torch.tensor(
                getattr(images, name))[:, None, None], persistent=False)
        self.bce_weight = bce_weight
        self.iou_weight = iou_weight
        self.loss_dice = DiceLoss(
            naive_dice=True, eps=1., loss_weight=dice_weight)

    def forward(self,
                inputs: Tensor,
                data_samples: Dict[str, Tensor],
                mode: str = 'tensor') -> Any:
        """Answer prompts.

        Args:
            inputs: (B, 3, S, S) uint8 RGB.
            data_samples: ``points`` (B, P, K, 2), x and y in pixels, and for
                losses ``masks`` (B, P, S, S), 0 or 1.
            mode: 'loss' for a dict of losses; 'tensor' or 'predict' for mask
                logits (B, P, h, w).
        """
        points = data_samples['points'].double()
        answer = self.sam(
            pixel_values=(inputs.float() - self.image_mean) / self.image_std,
            input_points=points,
            input_labels=points.new_ones(points.shape[:3], dtype=torch.long),
            multimask_output=False)
        logits = answer.pred_masks[:, :, 0]
        if mode != 'loss':
            return logits
        return self.losses(logits, answer.iou_scores[:, :, 0],
                           data_samples['masks'])

    def losses(self, logits: Tensor, iou: Tensor, masks: Tensor
               ) -> Dict[str, Tensor]:
        """Losses, and ``mean_iou`` of the answers for the log.

        Args:
            logits: (B, P, h, w).
            iou: what the model takes to be the IoU, (B, P).
            masks: 0 or 1, (B, P, S, S).
        """
        logits = F.interpolate(logits, masks.shape[-2:], mode='bilinear',
                               align_corners=False)
        found = logits.detach() > 0
        both = (found & masks.bool()).sum((2, 3))
        truth = both / (found | masks.bool()).sum((2, 3)).clamp(min=1)
        return dict(
            loss_bce=self.bce_weight * F.binary_cross_entropy_with_logits(
                logits, masks),
            loss_dice=self.loss_dice(logits.flatten(0, 1),
                                     masks.flatten(0, 1)),
            loss_iou=self.iou_weight * F.mse_loss(iou, truth),
            mean_iou=truth.mean())

    def save_pretrained(self, folder: str) -> None:
        """Write model and processor as transformers does."""
        self.sam.save_pretrained(folder)
        self.processor.save_pretrained(folder)

    def export(self, folder: str) -> None:
        """Write a folder that ``SamModel`` and ``SamProcessor`` load."""
        write_module(self, *osp.split(osp.normpath(folder)))
