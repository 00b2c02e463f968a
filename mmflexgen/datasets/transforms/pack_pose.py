"""Keypoints through mmdet's transforms.

mmdet's transforms know nothing of keypoints, and mmcv's flip them one pixel
off, since a joint's coordinates are a pixel's centre. But mmdet's ``Resize``,
``RandomFlip``, ``RandomCrop`` and ``Rotate`` record what they do to the plane
as ``homography_matrix``; the joints follow when the sample is packed.
"""

import numpy as np
from mmdet.datasets.transforms import PackDetInputs

from mmflexgen.registry import TRANSFORMS


@TRANSFORMS.register_module()
class PackPoseInputs(PackDetInputs):
    """Ends a pipeline on :class:`CocoKeypointsDataset`.

    ``gt_instances`` has, of all persons of the image, ``labels`` (M,),
    ``bboxes`` (M, 4), clipped to what is left of it, ``keypoints`` (M, K, 3)
    and ``areas`` (M,), those of the masks in the annotation file. Joints that
    left the image have visibility 0. Where the image was mirrored, left and
    right change places. No ``LoadAnnotations`` is needed.

    Args:
        as_annotated: leave boxes and joints as they are in the annotation
            file, for test pipelines: predictions are told at that size.
        kwargs: see :class:`mmdet.datasets.transforms.PackDetInputs`.
    """

    mapping_table = {**PackDetInputs.mapping_table,
                     'gt_keypoints': 'keypoints', 'gt_areas': 'areas'}

    def __init__(self, as_annotated: bool = False, **kwargs) -> None:
        super().__init__(**kwargs)
        self.as_annotated = as_annotated

    def transform(self, results: dict) -> dict:
        """Pack image, boxes and joints."""
        persons = results['instances']
        joints = len(results['flip_indices'])
        points = np.array([person['keypoints'] for person in persons],
                          np.float32).reshape(-1, joints, 3)
        boxes = np.array([person['bbox'] for person in persons],
                         np.float32).reshape(-1, 4)
        if not self.as_annotated:
            matrix = results.get('homography_matrix')
            matrix = np.eye(3) if matrix is None else matrix
            height, width = results['img_shape'][:2]
            points = _warp_points(points, matrix, (width, height))
            # A negative determinant: the plane was turned over.
            if np.linalg.det(matrix[:2, :2]) < 0:
                points = points[:, results['flip_indices']]
            boxes = _warp_boxes(boxes, matrix, (width, height))
        return super().transform(dict(
            results, gt_keypoints=points, gt_bboxes=boxes,
            gt_bboxes_labels=np.array(
                [person['bbox_label'] for person in persons], np.int64),
            gt_areas=np.array([person['area'] for person in persons],
                              np.float32),
            gt_ignore_flags=np.zeros(len(persons), bool)))


def _project(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Points (..., 2) of the plane through a homography."""
    whole = np.concatenate([points, np.ones_like(points[..., :1])], -1)
    whole = whole @ matrix.T
    return whole[..., :2] / whole[..., 2:]


def _warp_points(points: np.ndarray, matrix: np.ndarray,
                 size: tuple) -> np.ndarray:
    """Joints (M, K, 3); pixel centres lie half a pixel from the edges in
    which mmdet counts."""
    place = _project(points[..., :2] + 0.5, matrix)
    inside = ((place >= 0) & (place < size)).all(-1) & (points[..., 2] > 0)
    warped = np.concatenate([place - 0.5, points[..., 2:]], -1)
    return np.where(inside[..., None], warped, 0).astype(np.float32)


def _warp_boxes(boxes: np.ndarray, matrix: np.ndarray,
                size: tuple) -> np.ndarray:
    """Boxes (M, 4) around the warped corners, clipped."""
    corners = boxes[:, [[0, 1], [2, 1], [0, 3], [2, 3]]]
    corners = _project(corners, matrix)
    return np.concatenate([corners.min(1), corners.max(1)], 1).clip(
        0, np.tile(size, 2)).astype(np.float32)
