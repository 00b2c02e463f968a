"""Objects of an instance decoder with the pose of a pose decoder."""

import numpy as np
import torch
from mmdet.structures.bbox import bbox_overlaps
from mmengine.structures import InstanceData

from mmflexgen.utils import InputError


def join_instances(first: InstanceData, second: InstanceData) -> InstanceData:
    """One set of objects of two decoders, in either order.

    The pose goes to the object of the person's class whose box overlaps the
    pose's most. Objects are told by their masks: without such an object the
    pose is dropped, and objects without a pose have zeros.

    Args:
        first, second: of :class:`SynthSample`; one with ``masks``, M
            objects, the other with ``keypoints``, at most one person.

    Returns:
        The M objects with ``keypoints`` (M, K, 3).

    Raises:
        InputError: both have keypoints, or neither.
    """
    objects, pose = ((second, first) if 'keypoints' in first
                     else (first, second))
    if 'keypoints' not in pose or 'keypoints' in objects:
        raise InputError(
            "two decoders yield 'instances' of the same sort: a generator "
            'may have one InstanceHead and one PoseHead')
    points = np.zeros((len(objects), *pose.keypoints.shape[1:]), np.float32)
    if len(objects) and len(pose):
        overlap = bbox_overlaps(torch.from_numpy(objects.bboxes),
                                torch.from_numpy(pose.bboxes)).numpy()[:, 0]
        overlap[objects.labels != pose.labels[0]] = 0
        if overlap.max() > 0:
            points[overlap.argmax()] = pose.keypoints[0]
    joined = objects.clone()
    joined.keypoints = points
    return joined
