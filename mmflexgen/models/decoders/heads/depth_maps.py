"""What heads that estimate depth share."""

from abc import abstractmethod
from typing import Dict, Optional, Sequence, Set, Tuple

import numpy as np
import torch.nn.functional as F
from mmengine.structures import BaseDataElement, PixelData
from mmseg.models.losses import SiLogLoss
from torch import Tensor

from mmflexgen.utils import InputError
from .base import Head, Resize
from .dense_layers import mean_map, stack_maps

# A scene may reach past the deepest depth, but not this many times.
_FAR_OFF = 10


class DepthMaps(Head):
    """Metres per pixel, from maps (B, 1, h, w) that :meth:`metres` reads.

    The loss is the scale-invariant one on logarithms, per image the root of
    mean(d^2) - mean(d)^2 / 2 with d = log(truth) - log(prediction), over the
    pixels with 0 < truth <= ``max_depth``.

    Args:
        max_depth: metres; 10 for NYU, 80 for KITTI.
        loss_weight: of the loss.
    """

    kind = 'depth'
    averages = True

    def __init__(self, max_depth: float, loss_weight: float) -> None:
        super().__init__()
        self.max_depth = max_depth
        # Its lambda is 0.5.
        self.loss_silog = SiLogLoss(loss_weight=loss_weight)

    def loss(self, decoded: Tensor, data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """``loss_silog`` by ``gt_depth_map`` in metres, 0 where unknown.

        Raises:
            InputError: as :class:`Head`; a map far past ``max_depth``.
        """
        truth = stack_maps(data_samples, 'gt_depth_map', size, decoded.device,
                           "mmseg's LoadDepthAnnotation")
        for sample, depth in zip(data_samples, truth):
            self._check_unit(sample, depth)
        known = (truth > 0) & (truth <= self.max_depth)
        # The root has no gradient at 0, which is an image's loss if nothing
        # is known of it.
        counts = known.flatten(1).any(1)
        maps = F.interpolate(decoded.float(), size, mode='bilinear',
                             align_corners=False)
        if not counts.any():
            return dict(loss_silog=maps.sum() * 0)
        return dict(loss_silog=self.loss_silog(
            self.metres(maps)[counts], (truth * known)[counts]))

    @abstractmethod
    def metres(self, maps: Tensor) -> Tensor:
        """Depth of maps, of any shape."""

    def _check_unit(self, sample: BaseDataElement, depth: Tensor) -> None:
        depth = depth[depth > 0]
        if len(depth) and depth.min() > _FAR_OFF * self.max_depth:
            raise InputError(
                f"the depth of '{sample.get('img_path')}' goes from "
                f'{depth.min():g} to {depth.max():g} and max_depth is '
                f'{self.max_depth:g} m: set depth_rescale_factor of '
                'LoadDepthAnnotation so that it yields metres')

    def predict(self, decoded: Tensor, index: int, resize: Resize,
                allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``pred_depth_map`` (1, H, W) in metres, as mmseg's DepthMetric
        reads it."""
        return dict(pred_depth_map=PixelData(
            data=self.metres(resize(decoded[index].float()))))

    def average(self, predictions: Sequence[Dict[str, BaseDataElement]]
                ) -> Dict[str, BaseDataElement]:
        """``pred_depth_map`` of the mean of several."""
        return mean_map(predictions, 'pred_depth_map')

    def annotation(self, prediction: Dict[str, BaseDataElement]
                   ) -> Tuple[np.ndarray, Dict[str, float]]:
        """float32 (H, W), metres; no score."""
        return prediction['pred_depth_map'].data[0].float().cpu().numpy(), {}
