"""What detectors say, as the annotations of a :class:`SynthSample`."""

from typing import Dict, List, Tuple

import numpy as np
import torch
from mmdet.evaluation.functional import INSTANCE_OFFSET
from mmengine.structures import InstanceData
from torch import Tensor


def sure_objects(objects: InstanceData, score_thr: float, overlap_thr: float
                 ) -> Tuple[InstanceData, Dict[str, float]]:
    """Objects above a score that are not the same twice, best first.

    Args:
        objects: tensors ``labels`` and ``scores`` (M,), ``bboxes`` (M, 4)
            and ``masks`` (M, H, W); without masks, boxes alone.
        score_thr: objects of a lower score are left out, and those whose
            mask is empty.
        overlap_thr: of two objects whose masks' IoU is above it, the better
            one is kept.

    Returns:
        ``instances`` as :class:`SynthSample` has them, with ``scores``; and
        ``instance_confidence``, their mean score (0 without objects).
    """
    objects = objects[objects.scores >= score_thr]
    if 'masks' in objects:
        objects = objects[objects.masks.flatten(1).any(1)]
    objects = objects[objects.scores.argsort(descending=True)]
    fields = {}
    if 'masks' in objects:
        objects = objects[_distinct(objects.masks, overlap_thr)]
        fields['masks'] = objects.masks.bool().cpu().numpy()
    confidence = objects.scores.mean().item() if len(objects) else 0.
    return InstanceData(
        labels=objects.labels.cpu().numpy(),
        bboxes=objects.bboxes.float().cpu().numpy(),
        scores=objects.scores.float().cpu().numpy(), **fields,
    ), dict(instance_confidence=confidence)


def _distinct(masks: Tensor, overlap_thr: float) -> Tensor:
    """Indices of masks (M, H, W), in order, that overlap none before."""
    flat = masks.flatten(1).float()
    both = flat @ flat.T
    area = both.diagonal()
    iou = both / (area[:, None] + area[None] - both).clamp(min=1)
    kept: List[int] = []
    for index in range(len(masks)):
        if not kept or iou[index, kept].max() <= overlap_thr:
            kept.append(index)
    return torch.tensor(kept, dtype=torch.long, device=masks.device)


def panoptic_segments(coded: np.ndarray, void: int
                      ) -> Tuple[np.ndarray, List[Dict[str, int]]]:
    """``panoptic`` and ``segments`` of a map as mmdet codes it.

    Args:
        coded: (H, W), label plus ``INSTANCE_OFFSET`` times the number of
            the object.
        void: code of what is no segment.

    Returns:
        int32 (H, W) of ids from 1 on, 0 is void; ``dict(id, label)`` of
        each.
    """
    codes = [code for code in np.unique(coded).tolist() if code != void]
    ids = np.zeros(coded.shape, np.int32)
    for number, code in enumerate(codes, 1):
        ids[coded == code] = number
    return ids, [dict(id=number, label=code % INSTANCE_OFFSET)
                 for number, code in enumerate(codes, 1)]
