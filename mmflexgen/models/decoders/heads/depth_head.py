"""Monocular depth (DatasetDM, 3.4)."""

from typing import Any, Dict, Sequence

from torch import Tensor

from mmflexgen.registry import MODELS
from .dense_layers import dense_layers
from .depth_maps import DepthMaps


@MODELS.register_module()
class DepthHead(DepthMaps):
    """Metres per pixel: sigmoid times the greatest depth.

    Args:
        channels: width of the decoder.
        num_memories, metainfo: not used.
        max_depth: metres; 10 for NYU, 80 for KITTI.
        loss_weight: of the loss.
    """

    def __init__(self,
                 channels: int,
                 num_memories: int,
                 metainfo: Dict[str, Any],
                 max_depth: float = 10.,
                 loss_weight: float = 1.) -> None:
        super().__init__(max_depth, loss_weight)
        self.convs = dense_layers(channels, 1)

    def forward(self, mask_feature: Tensor, memory: Sequence[Tensor]
                ) -> Tensor:
        """Logits (B, 1, h, w), of the mask feature's resolution."""
        return self.convs(mask_feature)

    def metres(self, maps: Tensor) -> Tensor:
        """Depth of logits, of any shape."""
        return maps.sigmoid() * self.max_depth
