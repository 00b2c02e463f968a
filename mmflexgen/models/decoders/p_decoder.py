"""DatasetDM's perception decoder, for semantic segmentation (3.4)."""

from typing import Any, Dict, List, Optional, Sequence, Tuple

import torch
from torch import Tensor, nn

from mmflexgen.registry import MODELS
from .hypercolumn_fusion import HypercolumnFusion
from .mask_criterion import MaskCriterion, semantic_targets
from .mask_transformer import MaskTransformer
from .pixel_decoder import PixelDecoder


@MODELS.register_module()
class PDecoder(nn.Module):
    """Hypercolumn to class and mask predictions.

    The channel counts come from the base model; the generator passes them.

    Args:
        num_classes: C, the background included.
        feature_channels: channels of F per resolution, coarse to fine.
        attn_channels: channels of A^ per resolution, coarse to fine.
        num_tokens: token positions of the text encoder.
        finest_stride: image pixels per cell of the finest resolution.
        channels: width everywhere, a multiple of 32 and of ``num_heads``.
        mask_stride: image pixels per cell of the predicted masks.
        num_queries, num_layers, num_heads, ffn_channels: see
            :class:`MaskTransformer`.
        num_memories: resolutions the queries attend to, coarsest first; at
            most those there are.
        feature_dropout: see ``dropout`` of :class:`HypercolumnFusion`.
        loss: settings of :class:`MaskCriterion`.
        ignore_index: label of pixels that do not count.
    """

    def __init__(self,
                 num_classes: int,
                 feature_channels: Sequence[int],
                 attn_channels: Sequence[int],
                 num_tokens: int,
                 finest_stride: int,
                 channels: int = 256,
                 mask_stride: int = 4,
                 num_queries: int = 100,
                 num_layers: int = 10,
                 num_heads: int = 8,
                 ffn_channels: int = 2048,
                 num_memories: int = 3,
                 feature_dropout: float = 0.,
                 loss: Optional[Dict[str, Any]] = None,
                 ignore_index: int = 255) -> None:
        super().__init__()
        self.ignore_index = ignore_index
        self.fusion = HypercolumnFusion(feature_channels, attn_channels,
                                        num_tokens, channels,
                                        feature_dropout)
        self.pixel_decoder = PixelDecoder(len(feature_channels), channels,
                                          finest_stride, mask_stride)
        self.transformer = MaskTransformer(
            num_classes, num_queries, channels, num_layers, num_heads,
            ffn_channels, min(num_memories, len(feature_channels)))
        self.criterion = MaskCriterion(num_classes, **(loss or {}))

    def forward(self, features: Sequence[Tensor],
                attn: Sequence[Optional[Tensor]]
                ) -> Tuple[List[Tensor], List[Tensor]]:
        """Decode a hypercolumn.

        Args:
            features: F, one (B, C_s, h_s, w_s) per resolution.
            attn: A^, one (B, K_s, h_s, w_s) or None per resolution.

        Returns:
            Class logits (B, N, C + 1) and mask logits (B, N, H / mask_stride,
            W / mask_stride), one of each per layer and one before the first.
        """
        mask_feature, memory = self.pixel_decoder(
            self.fusion(features, attn))
        return self.transformer(memory, mask_feature)

    def loss(self, features: Sequence[Tensor],
             attn: Sequence[Optional[Tensor]],
             labels: Sequence[Tensor]) -> Dict[str, Tensor]:
        """Training losses.

        Args:
            features, attn: as in :meth:`forward`.
            labels: one label map (H, W) per image, indices 0 to C - 1 or
                ``ignore_index``.
        """
        classes, masks = self(features, attn)
        targets = [semantic_targets(label, self.ignore_index)
                   for label in labels]
        return self.criterion(classes, masks, targets)

    def semantic_scores(self, features: Sequence[Tensor],
                        attn: Sequence[Optional[Tensor]]) -> Tensor:
        """Class scores per cell of the masks, (B, C, h, w), 0 or more.

        Mask2Former's semantic inference: the sum over queries of class
        probability ("no object" left out) times mask probability.
        """
        classes, masks = self(features, attn)
        probs = classes[-1].softmax(dim=-1)[..., :-1]
        return torch.einsum('bnc,bnhw->bchw', probs, masks[-1].sigmoid())
