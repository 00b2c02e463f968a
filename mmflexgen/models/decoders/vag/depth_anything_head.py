"""Depth-Anything's head, as transformers has it."""

from typing import Any, Sequence

from torch import Tensor

from ..heads.depth_maps import DepthMaps


class DepthAnythingHead(DepthMaps):
    """Three convolutions, the first of which the image's size follows.

    Args:
        config: a ``DepthAnythingConfig`` of type 'metric', whose
            ``patch_size`` counts image pixels per cell of the query.
        max_depth: metres.
        loss_weight: of the scale-invariant loss.
    """

    def __init__(self, config: Any, max_depth: float,
                 loss_weight: float) -> None:
        from transformers.models.depth_anything import (
            modeling_depth_anything as library)
        super().__init__(max_depth, loss_weight)
        self.estimator = library.DepthAnythingDepthEstimationHead(config)
        # The config takes whole metres only.
        self.estimator.max_depth = max_depth

    def forward(self, mask_feature: Tensor, memory: Sequence[Tensor]
                ) -> Tensor:
        """Metres (B, 1, H, W), of the image's size.

        Args:
            mask_feature: (B, C, 2 h, 2 w) of a query of h x w cells.
            memory: not used.
        """
        height, width = (side // 2 for side in mask_feature.shape[-2:])
        return self.estimator([mask_feature], height, width)[:, None]

    def metres(self, maps: Tensor) -> Tensor:
        """The maps themselves."""
        return maps
