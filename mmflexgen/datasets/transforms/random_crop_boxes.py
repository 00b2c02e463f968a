"""mmseg's crop, for images that also have boxes."""

from typing import Tuple

import numpy as np
from mmseg.datasets.transforms import RandomCrop

from mmflexgen.registry import TRANSFORMS


@TRANSFORMS.register_module()
class RandomCropBoxes(RandomCrop):
    """``RandomCrop`` that also moves ``gt_bboxes`` of :class:`LoadBoxes`.

    What leaves the image is cut off; a box that is gone has no area left.

    Args:
        kwargs: see :class:`mmseg.datasets.transforms.RandomCrop`.
    """

    def crop_bbox(self, results: dict) -> Tuple[int, int, int, int]:
        """The window y1, y2, x1, x2, which mmseg asks for once."""
        window = super().crop_bbox(results)
        top, bottom, left, right = window
        height, width = results['img'].shape[:2]
        size = (min(right, width) - left, min(bottom, height) - top)
        results['gt_bboxes'] = np.clip(
            results['gt_bboxes'] - np.float32([left, top, left, top]),
            0, np.float32(size * 2))
        return window
