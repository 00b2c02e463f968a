"""ADE20K's layout for semantic segmentation."""

from typing import Any, Dict

import numpy as np

from ..registry import TASK_UTILS
from ..utils import InputError
from .images import decode_map, encode_map
from .semantic import SemanticExporter


@TASK_UTILS.register_module()
class ADE20KExporter(SemanticExporter):
    """Writes images/training and annotations/training.

    Labels are grey PNGs: class index + 1, 0 for ignore. A consumer of
    classes of one's own is ``dict(type='mmseg.BaseSegDataset',
    reduce_zero_label=True)``.

    Args:
        metainfo, consumer, img_suffix: see :class:`SemanticExporter`.

    Raises:
        InputError: another suffix, or more than 254 classes: mmseg ignores
            the stored value 255.
    """

    stock = 'mmseg.ADE20KDataset'
    folders = ('images/training', 'annotations/training')
    paths = dict(data_prefix=dict(img_path='images/training',
                                  seg_map_path='annotations/training'))

    def __init__(self, metainfo: Dict[str, Any], **kwargs) -> None:
        super().__init__(metainfo, **kwargs)
        if len(self.classes) > 254:
            raise InputError(f'the generator has {len(self.classes)} '
                             "classes, but ADE20K's label maps hold 254 at "
                             'most; use VOCExporter')

    def encode_values(self, values: np.ndarray) -> bytes:
        """Grey PNG; uint8 wraps 255 to 0."""
        return encode_map(values + np.uint8(1))

    def decode_values(self, data: bytes) -> np.ndarray:
        """Inverse of :meth:`encode_values`."""
        return decode_map(data) - np.uint8(1)
