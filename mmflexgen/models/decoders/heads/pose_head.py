"""Pose of one person per image (DatasetDM, 3.4)."""

from typing import Any, Dict, Optional, Sequence, Set, Tuple

import torch
from mmengine.structures import BaseDataElement, InstanceData
from torch import Tensor

from mmflexgen.registry import MODELS
from mmflexgen.utils import InputError
from .base import Head, Resize
from .dense_layers import dense_layers
from .heatmaps import find_peaks, heatmap_loss
from .label_checks import image_name


@MODELS.register_module()
class PoseHead(Head):
    """A heatmap per joint.

    Args:
        channels: width of the decoder.
        num_memories: not used.
        metainfo: of the generator; ``keypoints`` names the K joints,
            ``thing_classes`` holds ``person``.
        person: class that has the joints.
        sigma: of the Gaussian on a joint, in cells of the heatmap.
        visible_thr: joints whose peak is lower are not seen in an
            annotation.
        box_margin: the box around the visible joints is widened by this
            part of its longer side; joints lie within the body.
        loss_weight: of the mean squared error.

    Raises:
        InputError: ``metainfo`` names no joints, or ``person`` is none of
            its thing classes.
    """

    kind = 'instances'

    def __init__(self,
                 channels: int,
                 num_memories: int,
                 metainfo: Dict[str, Any],
                 person: str = 'person',
                 sigma: float = 1.,
                 visible_thr: float = 0.3,
                 box_margin: float = 0.1,
                 loss_weight: float = 1.) -> None:
        if 'keypoints' not in metainfo:
            raise InputError(
                "PoseHead needs the joints' names: add keypoints to the "
                'metainfo of the generator')
        if person not in metainfo['thing_classes']:
            raise InputError(
                f"PoseHead is to find a '{person}', none of thing_classes "
                f'{", ".join(metainfo["thing_classes"])}: set person to one')
        super().__init__()
        self.convs = dense_layers(channels, len(metainfo['keypoints']))
        self.num_joints = len(metainfo['keypoints'])
        self.person = person
        self.label = tuple(metainfo['thing_classes']).index(person)
        self.sigma = sigma
        self.visible_thr = visible_thr
        self.box_margin = box_margin
        self.loss_weight = loss_weight

    def forward(self, mask_feature: Tensor, memory: Sequence[Tensor]
                ) -> Tensor:
        """Heatmaps (B, K, h, w), of the mask feature's resolution."""
        return self.convs(mask_feature)

    def loss(self, decoded: Tensor, data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """``loss_heatmap``, the mean over the pixels of the labelled joints.

        It reads ``labels`` (M,) and ``keypoints`` (M, K, 3) of
        ``gt_instances``: x, y in pixels, the first pixel's centre being 0,
        and COCO's visibility. Joints of visibility 0 do not count, nor does
        an image without a person.

        Raises:
            InputError: as :class:`Head`; more than one person, or other
                joints than the generator's.
        """
        points = torch.stack([
            self._points(sample).to(decoded.device)
            for sample in data_samples])
        return dict(loss_heatmap=self.loss_weight * heatmap_loss(
            decoded, points, size, self.sigma))

    def _points(self, sample: BaseDataElement) -> Tensor:
        """The person's joints (K, 3); all 0 without a person."""
        objects = sample.get('gt_instances')
        where = image_name(sample)
        if objects is None or 'keypoints' not in objects:
            raise InputError(
                f'{where} has no gt_instances.keypoints: take a '
                'CocoKeypointsDataset, and PackPoseInputs to end the '
                'pipeline')
        points = objects.keypoints[objects.labels == self.label].float()
        if len(points) > 1:
            raise InputError(
                f"{where} shows {len(points)} of class '{self.person}', but "
                'one pose is predicted per image: set single_person=True of '
                'CocoKeypointsDataset')
        if points.shape[1:] != (self.num_joints, 3):
            raise InputError(
                f'{where} has keypoints of shape {tuple(points.shape[1:])}, '
                f'but the generator has {self.num_joints} joints: give the '
                'dataset and the model the same keypoints')
        return points[0] if len(points) else points.new_zeros(
            self.num_joints, 3)

    def predict(self, decoded: Tensor, index: int, resize: Resize,
                allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``pred_instances`` of one person: ``keypoints`` (1, K, 3), x, y
        in pixels (see :func:`find_peaks`) and the height of the peak,
        ``scores``, its mean over the joints, ``labels`` and ``bboxes``."""
        maps = decoded[index].float()
        if allowed is not None and self.person not in allowed:
            maps = torch.zeros_like(maps)
        full = resize(maps)
        points = find_peaks(full, cell=(full.shape[1] / maps.shape[1],
                                        full.shape[2] / maps.shape[2]))
        return dict(pred_instances=InstanceData(
            keypoints=points[None], scores=points[:, 2].mean()[None],
            labels=torch.full((1, ), self.label, device=points.device),
            bboxes=self._box(points, full.shape[-2:])[None]))

    def _box(self, points: Tensor, size: Sequence[int]) -> Tensor:
        """(4,) around the visible joints, around all if none is."""
        seen = points[:, 2] >= self.visible_thr
        if seen.any():
            points = points[seen]
        # A joint's coordinates are a pixel's centre, a box's are edges.
        near, far = points[:, :2].amin(0), points[:, :2].amax(0) + 1
        margin = self.box_margin * (far - near).max()
        limit = near.new_tensor([size[1], size[0]])
        return torch.cat([(near - margin).clamp(min=0),
                          (far + margin).minimum(limit)])

    def annotation(self, prediction: Dict[str, BaseDataElement]
                   ) -> Tuple[InstanceData, Dict[str, float]]:
        """The person, without a mask, and ``pose_confidence``, its score.

        Joints above ``visible_thr`` have visibility 2, the others are all 0;
        if none is above, there is no person. The box is that of the visible
        joints with a margin.
        """
        person = prediction['pred_instances']
        points = person.keypoints.clone()
        seen = points[..., 2] >= self.visible_thr
        points[..., 2] = 2
        points[~seen] = 0
        found = seen.any(1)
        return InstanceData(
            labels=person.labels[found].cpu().numpy(),
            bboxes=person.bboxes[found].cpu().numpy(),
            scores=person.scores[found].cpu().numpy(),
            keypoints=points[found].cpu().numpy(),
        ), dict(pose_confidence=person.scores.item())
