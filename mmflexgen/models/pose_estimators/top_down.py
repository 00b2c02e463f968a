"""A pose estimator that looks at one person at a time.

The student of DatasetDM's table on poses: mmpose, whose HRNet it would be,
cannot be installed here.
"""

from typing import Any, Dict, List, Optional, Sequence, Union

import numpy as np
import torch
import torch.nn.functional as F
from mmengine.model import BaseModel
from mmengine.structures import BaseDataElement, InstanceData
from torch import Tensor, nn

from mmflexgen.datasets.coco_keypoints_dataset import mirror_order
from mmflexgen.registry import MODELS
from ..decoders.heads.heatmaps import find_peaks, heatmap_loss


@MODELS.register_module()
class TopDownPoseEstimator(BaseModel):
    """A heatmap per joint from the finest features of a backbone.

    It is trained on pictures of one person each, see :class:`CropPerson`.

    Args:
        backbone: of mmseg or mmdet, such as ``mmseg.HRNet``; its first
            output is taken, or that of the neck.
        in_channels: channels of that output.
        keypoints: names of the K joints.
        neck: that enlarges the backbone's maps, such as
            ``mmdet.CTResNetNeck``, for backbones that end coarse.
        sigma: of the Gaussian on a joint, in cells of the heatmap.
        flip_test: whether a prediction is the mean with that of the
            mirrored picture.
        data_preprocessor, init_cfg: see
            :class:`mmengine.model.BaseModel`.
    """

    def __init__(self,
                 backbone: Dict[str, Any],
                 in_channels: int,
                 keypoints: Sequence[str],
                 neck: Optional[Dict[str, Any]] = None,
                 sigma: float = 2.,
                 flip_test: bool = True,
                 data_preprocessor: Optional[Dict[str, Any]] = None,
                 init_cfg: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(data_preprocessor=data_preprocessor,
                         init_cfg=init_cfg)
        self.backbone = MODELS.build(backbone)
        self.neck = nn.Identity() if neck is None else MODELS.build(neck)
        self.head = nn.Conv2d(in_channels, len(keypoints), 1)
        # Heatmaps are nearly 0 everywhere, and so is their beginning.
        nn.init.normal_(self.head.weight, std=0.001)
        nn.init.zeros_(self.head.bias)
        self.flip_order = mirror_order(list(keypoints))
        self.sigma = sigma
        self.flip_test = flip_test

    def forward(self,
                inputs: Tensor,
                data_samples: Optional[List[BaseDataElement]] = None,
                mode: str = 'tensor'
                ) -> Union[Tensor, Dict[str, Tensor], List[BaseDataElement]]:
        """Heatmaps, losses or predictions.

        Args:
            inputs: normalised pictures (B, 3, H, W).
            data_samples: B, with ``gt_instances.keypoints`` (1, K, 3) for
                'loss' and ``homography_matrix`` for 'predict'.
            mode: 'tensor', 'loss' or 'predict'.

        Returns:
            Heatmaps (B, K, h, w); ``loss_heatmap``; or the data samples
            with ``pred_instances``: ``keypoints`` (1, K, 3), x, y in pixels
            of the image that the picture was cut from and the height of the
            peak, and ``scores`` (1,), its mean over the joints.
        """
        if mode == 'loss':
            return self.loss(inputs, data_samples)
        if mode == 'predict':
            return self.predict(inputs, data_samples)
        return self.heatmaps(inputs)

    def heatmaps(self, inputs: Tensor) -> Tensor:
        """(B, K, h, w)."""
        return self.head(self.neck(self.backbone(inputs))[0])

    def loss(self, inputs: Tensor,
             data_samples: Sequence[BaseDataElement]) -> Dict[str, Tensor]:
        """The mean squared error over the labelled joints."""
        points = torch.cat([sample.gt_instances.keypoints
                            for sample in data_samples]).to(inputs.device)
        return dict(loss_heatmap=heatmap_loss(
            self.heatmaps(inputs), points.float(), inputs.shape[-2:],
            self.sigma))

    def predict(self, inputs: Tensor, data_samples: List[BaseDataElement]
                ) -> List[BaseDataElement]:
        """Joints where the heatmaps, enlarged bilinearly, have peaks."""
        maps = self.heatmaps(inputs)
        if self.flip_test:
            mirrored = self.heatmaps(inputs.flip(-1)).flip(-1)
            maps = (maps + mirrored[:, self.flip_order]) / 2
        size = inputs.shape[-2:]
        cell = [whole / part for whole, part in zip(size, maps.shape[-2:])]
        for sample, full in zip(data_samples, F.interpolate(
                maps.float(), size, mode='bilinear', align_corners=False)):
            points = find_peaks(full, cell)
            points = _back(points, sample.metainfo['homography_matrix'])
            sample.set_field(InstanceData(
                keypoints=points[None],
                scores=points[:, 2].mean()[None]), 'pred_instances')
        return data_samples


def _back(points: Tensor, matrix: np.ndarray) -> Tensor:
    """Joints (K, 3) of a picture in the image that it was cut from."""
    inverse = torch.linalg.inv(points.new_tensor(matrix))
    # The matrix counts from the corner of the first pixel, joints from its
    # centre.
    place = (points[:, :2] + 0.5) @ inverse[:2, :2].T + inverse[:2, 2] - 0.5
    return torch.cat([place, points[:, 2:]], dim=1)
