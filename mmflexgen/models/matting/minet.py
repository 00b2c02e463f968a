"""MINet on an image's own features: the labeler of saliency in Plan B."""

from typing import Any, Dict, List, Optional, Sequence

import torch.nn.functional as F
from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.models.decoders.vag import MINetDecoder
from mmflexgen.registry import MODELS
from .saliency_model import SaliencyModel


@MODELS.register_module()
class MINet(SaliencyModel):
    """An encoder with Plan A's decoder of saliency.

    :class:`MINetDecoder` reads the encoder's maps as it reads Query_(MIMC)
    in Plan A. MINet's encoder is VGG-16, or ResNet-50 with its stem; mmseg's
    ResNets give the four stages after the stem.

    Args:
        backbone: of mmseg, such as ``mmseg.ResNet``.
        in_channels: of its outputs, fine to coarse, each half as large as
            the one before.
        finest_stride: image pixels per cell of the first of them.
        channels, joined, mask_stride, head: see :class:`MINetDecoder`;
            three resolutions are joined, as in MINet.
        data_preprocessor, init_cfg: see :class:`mmengine.model.BaseModel`;
            images are padded on the right and below, if at all.

    Raises:
        InputError: see :class:`MINetDecoder`.
    """

    def __init__(self,
                 backbone: Dict[str, Any],
                 in_channels: Sequence[int],
                 finest_stride: int = 4,
                 channels: int = 64,
                 joined: int = 3,
                 mask_stride: int = 4,
                 head: Optional[Dict[str, Any]] = None,
                 data_preprocessor: Optional[Dict[str, Any]] = None,
                 init_cfg: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor,
                         init_cfg=init_cfg)
        self.backbone = MODELS.build(backbone)
        self.decoder = MINetDecoder(
            query_channels=list(in_channels)[::-1],
            finest_stride=finest_stride, metainfo={}, head=head,
            channels=channels, joined=joined, mask_stride=mask_stride)

    def _maps(self, inputs: Tensor) -> List[Tensor]:
        """Of the backbone, coarse to fine."""
        return list(self.backbone(inputs))[::-1]

    def mattes(self, inputs: Tensor) -> Tensor:
        """See :class:`SaliencyModel`."""
        logits = self.decoder(self._maps(inputs))
        return F.interpolate(logits.float(), inputs.shape[-2:],
                             mode='bilinear', align_corners=False).sigmoid()

    def loss(self, inputs: Tensor,
             data_samples: Sequence[BaseDataElement]) -> Dict[str, Tensor]:
        """By default ``loss_bce`` and ``loss_consistency``, see
        :class:`SaliencyHead`."""
        return self.decoder.loss(self._maps(inputs), data_samples,
                                 tuple(inputs.shape[-2:]))
