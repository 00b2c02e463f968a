"""NYU's layout for monocular depth."""

from typing import Any, Dict

import numpy as np

from ..registry import TASK_UTILS
from ..utils import InputError
from .image_map import ImageMapExporter
from .images import decode_map, encode_map
from .verification import Verification
from .verification.depth import verify_depth

_LARGEST = np.iinfo(np.uint16).max


@TASK_UTILS.register_module()
class NYUDepthExporter(ImageMapExporter):
    """Writes images/train and annotations/train.

    Depth is uint16 PNG, 0 where unknown. Names have a digit, without which
    ``NYUDataset`` fails.

    Args:
        metainfo: see :class:`ImageMapExporter`.
        steps_per_metre: units of the values in a metre: 1000, NYU's
            millimetres, end at 65.535 m; KITTI's 256 at 255.996 m. The
            reader's ``depth_rescale_factor`` is its inverse.
        kwargs: see :class:`ImageMapExporter`.
    """

    kinds = ('image', 'depth')
    folders = ('images/train', 'annotations/train')
    stock = 'mmseg.NYUDataset'

    def __init__(self, metainfo: Dict[str, Any],
                 steps_per_metre: int = 1000, **kwargs: Any) -> None:
        super().__init__(metainfo, **kwargs)
        self.steps_per_metre = steps_per_metre

    def encode_values(self, values: np.ndarray) -> bytes:
        """PNG of metres, rounded to a step.

        Raises:
            InputError: depth of more than 65,535 steps.
        """
        steps = np.rint(values.astype(np.float64) * self.steps_per_metre)
        # What is known stays so, however near.
        steps[(values > 0) & (steps == 0)] = 1
        if steps.max() > _LARGEST:
            raise InputError(
                f'the depth goes up to {float(values.max()):g}; the format '
                f'ends at {_LARGEST / self.steps_per_metre:.3f}, in metres')
        return encode_map(steps.astype(np.uint16))

    def decode_values(self, data: bytes) -> np.ndarray:
        """Depth in metres, float32 (H, W)."""
        return (decode_map(data) / self.steps_per_metre).astype(np.float32)

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        return verify_depth(root, dict(
            self.consumer, data_prefix=dict(
                img_path='images/train',
                depth_map_path='annotations/train')), self.steps_per_metre)
