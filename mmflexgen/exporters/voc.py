"""PASCAL VOC's layout for semantic segmentation."""

from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator

import numpy as np

from ..registry import TASK_UTILS
from .images import encode_map
from .semantic import SemanticExporter

SPLIT = 'ImageSets/Segmentation/train.txt'
# VOC's own colour of the void contour.
_VOID = (224, 224, 192)


@TASK_UTILS.register_module()
class VOCExporter(SemanticExporter):
    """Writes JPEGImages, SegmentationClass and ImageSets/Segmentation.

    Labels are palette PNGs: class index, 255 for ignore.

    Args:
        metainfo, consumer, img_suffix: see :class:`SemanticExporter`;
            stock VOC has '.jpg'.

    Raises:
        InputError: another suffix.
    """

    lists = True
    stock = 'mmseg.PascalVOCDataset'
    folders = ('JPEGImages', 'SegmentationClass', 'ImageSets/Segmentation')
    paths = dict(ann_file=SPLIT,
                 data_prefix=dict(img_path='JPEGImages',
                                  seg_map_path='SegmentationClass'))

    def __init__(self, metainfo: Dict[str, Any], **kwargs) -> None:
        super().__init__(metainfo, **kwargs)
        colours = np.zeros((256, 3), np.uint8)
        colours[:len(self.palette)] = self.palette
        colours[255] = _VOID
        self._colours = colours.tobytes()

    def encode_values(self, values: np.ndarray) -> bytes:
        """Palette PNG."""
        return encode_map(values, self._colours)

    def finalise(
        self, root: Path, manifest: Callable[[], Iterator[Dict[str, Any]]]
    ) -> Dict[str, Iterable[bytes]]:
        """The list of the accepted samples."""
        return {SPLIT: (f'{self.name(line["id"])}\n'.encode()
                        for line in manifest() if not line.get('unfilled'))}
