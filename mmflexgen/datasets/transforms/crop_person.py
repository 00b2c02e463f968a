"""A person cut out of an image, upright and of one size."""

from typing import Any, Dict, Tuple

import cv2
import numpy as np
from mmcv.transforms import BaseTransform

from mmflexgen.registry import TRANSFORMS


@TRANSFORMS.register_module()
class CropPerson(BaseTransform):
    """Warps the box of a sample's one person to a picture of fixed size.

    The box grows to the picture's shape around its centre and then by
    ``padding``; what lies outside the image is black. Like mmdet's
    transforms it records what it did to the plane as ``homography_matrix``:
    :class:`PackPoseInputs` moves the joints by it, and a
    :class:`TopDownPoseEstimator` moves its predictions back.

    Args:
        size: (height, width) of the picture in pixels.
        padding: the side of the crop in sides of the box.
        scale: spread of the random scale, normal around 1, cut off at one
            spread; 0 for none.
        rotate: spread of the random angle in degrees, normal, cut off at two
            spreads; 0 for none.
        rotate_prob: share of the samples that are rotated.
        flip_prob: share of the samples that are mirrored.
    """

    def __init__(self,
                 size: Tuple[int, int],
                 padding: float = 1.25,
                 scale: float = 0.,
                 rotate: float = 0.,
                 rotate_prob: float = 0.6,
                 flip_prob: float = 0.) -> None:
        self.size = tuple(size)
        self.padding = padding
        self.scale = scale
        self.rotate = rotate
        self.rotate_prob = rotate_prob
        self.flip_prob = flip_prob

    def transform(self, results: Dict[str, Any]) -> Dict[str, Any]:
        """Change ``img``, ``img_shape`` and ``homography_matrix``."""
        person, = results['instances']
        # One draw after the other, taken or not: a sample's random numbers
        # do not depend on the options.
        zoom, angle = np.random.standard_normal(2)
        turned, mirrored = np.random.random(2)
        zoom = 1 + self.scale * np.clip(zoom, -1, 1)
        angle = self.rotate * np.clip(angle, -2, 2) * (
            turned < self.rotate_prob)
        matrix = self._matrix(np.array(person['bbox'], np.float64), zoom,
                              angle, mirrored < self.flip_prob)
        height, width = self.size
        # OpenCV counts from the centre of the first pixel, the matrix from
        # its upper left corner.
        centre = _shift(-0.5, -0.5) @ matrix @ _shift(0.5, 0.5)
        results['img'] = cv2.warpAffine(results['img'], centre[:2],
                                        (width, height))
        results['img_shape'] = self.size
        results['homography_matrix'] = matrix.astype(np.float32)
        return results

    def _matrix(self, box: np.ndarray, zoom: float, angle: float,
                mirrored: bool) -> np.ndarray:
        """Image to picture (3, 3), both counted from the upper left corner.

        Args:
            box: x1, y1, x2, y2.
            zoom: of the crop's sides.
            angle: degrees, clockwise as it is seen.
            mirrored: whether left becomes right.
        """
        height, width = self.size
        sides = box[2:] - box[:2]
        # Pixels of the picture per pixel of the image.
        factor = min(width / sides[0], height / sides[1]) / (
            self.padding * zoom)
        cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
        turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
        stretch = np.diag([-factor if mirrored else factor, factor, 1])
        return _shift(width / 2, height / 2) @ stretch @ turn @ _shift(
            *-(box[:2] + box[2:]) / 2)

    def __repr__(self) -> str:
        return (f'{type(self).__name__}(size={self.size}, '
                f'padding={self.padding}, scale={self.scale}, '
                f'rotate={self.rotate}, rotate_prob={self.rotate_prob}, '
                f'flip_prob={self.flip_prob})')


def _shift(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])
