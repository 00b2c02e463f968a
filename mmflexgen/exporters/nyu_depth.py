"""NYU's layout for monocular depth."""

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

    Depth is uint16 PNG, millimetres, 0 where unknown. Names have a digit,
    without which ``NYUDataset`` fails.

    Args:
        metainfo, consumer, img_suffix: see :class:`ImageMapExporter`.
    """

    kinds = ('image', 'depth')
    folders = ('images/train', 'annotations/train')
    stock = 'mmseg.NYUDataset'

    def encode_values(self, values: np.ndarray) -> bytes:
        """PNG of metres, rounded to the millimetre.

        Raises:
            InputError: depth of more than 65.535 m.
        """
        millimetres = np.rint(values.astype(np.float64) * 1000)
        # What is known stays so, however near.
        millimetres[(values > 0) & (millimetres == 0)] = 1
        if millimetres.max() > _LARGEST:
            raise InputError(
                f'the depth goes up to {float(values.max()):g}; the format '
                'ends at 65.535, in metres')
        return encode_map(millimetres.astype(np.uint16))

    def decode_values(self, data: bytes) -> np.ndarray:
        """Depth in metres, float32 (H, W)."""
        return (decode_map(data) / 1000).astype(np.float32)

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        return verify_depth(root, dict(
            self.consumer, data_prefix=dict(
                img_path='images/train',
                depth_map_path='annotations/train')))
