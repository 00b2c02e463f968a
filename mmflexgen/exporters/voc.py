"""PASCAL VOC's layout for semantic segmentation."""

import io
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator

import numpy as np
from PIL import Image

from ..registry import TASK_UTILS
from ..structures import SynthSample
from ..utils import InputError
from .base import BaseExporter
from .verify import Verification, check_consumer, verify_segmentation

SPLIT = 'ImageSets/Segmentation/train.txt'
# VOC's own colour of the void contour.
_VOID = (224, 224, 192)


@TASK_UTILS.register_module()
class VOCExporter(BaseExporter):
    """Writes JPEGImages, SegmentationClass and ImageSets/Segmentation.

    Labels are palette PNGs: class index, 255 for ignore.

    Args:
        metainfo: ``classes`` and ``palette`` of the generator.
        img_suffix: '.jpg' as stock VOC has it (quality 95, full chroma) or
            '.png', lossless.
        consumer: config of the dataset class that will train on the result,
            such as ``dict(type='mmseg.PascalVOCDataset')``; the paths are
            filled in.

    Raises:
        InputError: another suffix.
    """

    kinds = ('image', 'sem_seg')
    folders = ('JPEGImages', 'SegmentationClass', 'ImageSets/Segmentation')

    def __init__(self, metainfo: Dict[str, Any], consumer: Dict[str, Any],
                 img_suffix: str = '.jpg') -> None:
        super().__init__(metainfo)
        self.classes = tuple(metainfo['classes'])
        self.palette = tuple(map(tuple, metainfo['palette']))
        if img_suffix not in ('.jpg', '.png'):
            raise InputError(f'img_suffix of the exporter is {img_suffix!r}; '
                             "it must be '.jpg' or '.png'")
        self.consumer = consumer
        self.img_suffix = img_suffix
        colours = np.zeros((256, 3), np.uint8)
        colours[:len(self.palette)] = self.palette
        colours[255] = _VOID
        self._colours = colours.tobytes()

    def files(self, sample_id: int) -> Dict[str, str]:
        """Paths of image and labels."""
        name = self.name(sample_id)
        return dict(image=f'JPEGImages/{name}{self.img_suffix}',
                    sem_seg=f'SegmentationClass/{name}.png')

    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Encodes image and labels."""
        labels = Image.fromarray(sample.sem_seg)
        labels.putpalette(self._colours)
        image = Image.fromarray(sample.image)
        if self.img_suffix == '.jpg':
            data = _encode(image, format='JPEG', quality=95, subsampling=0)
        else:
            data = _encode(image, format='PNG')
        return dict(image=data, sem_seg=_encode(labels, format='PNG'))

    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """Image and labels."""
        return dict(
            image=np.asarray(Image.open(
                io.BytesIO(contents['image'])).convert('RGB')),
            sem_seg=np.asarray(Image.open(io.BytesIO(contents['sem_seg']))))

    def finalise(
        self, root: Path, manifest: Callable[[], Iterator[Dict[str, Any]]]
    ) -> Dict[str, Iterable[bytes]]:
        """The list of the accepted samples."""
        return {SPLIT: (f'{self.name(line["id"])}\n'.encode()
                        for line in manifest() if not line.get('unfilled'))}

    def check_consumer(self) -> None:
        """See :func:`mmflexgen.exporters.verify.check_consumer`."""
        check_consumer(self.consumer, self.classes)

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        return verify_segmentation(root, self.classes, dict(
            self.consumer, ann_file=SPLIT,
            data_prefix=dict(img_path='JPEGImages',
                             seg_map_path='SegmentationClass')))


def _encode(image: Image.Image, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()
