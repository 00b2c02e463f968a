"""What the formats for semantic segmentation share."""

from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional

import numpy as np

from ..structures import SynthSample
from .base import BaseExporter
from .images import (check_suffix, decode_image, decode_map, encode_image,
                     encode_map, tell_suffix)
from .verification import Verification, check_classes, verify_semantic


class SemanticExporter(BaseExporter):
    """An image and a label map per sample.

    Attributes:
        stock: the consumer if none is given.
        paths: of the dataset, as settings of the consumer's config.

    Args:
        metainfo: ``classes`` and ``palette`` of the generator.
        consumer: config of the mmseg dataset class that will train on the
            result, without its paths. A class without class names of its
            own, such as ``mmseg.BaseSegDataset``, gets the generator's.
        img_suffix: '.jpg' or '.png'.
    """

    kinds = ('image', 'sem_seg')
    stock: str
    paths: Dict[str, Any]

    def __init__(self, metainfo: Dict[str, Any],
                 consumer: Optional[Dict[str, Any]] = None,
                 img_suffix: str = '.jpg') -> None:
        super().__init__(metainfo)
        self.classes = tuple(metainfo['classes'])
        self.palette = tuple(map(tuple, metainfo['palette']))
        self.img_suffix = check_suffix(img_suffix)
        self.consumer = tell_suffix(consumer or dict(type=self.stock),
                                    img_suffix)

    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Encodes image and labels."""
        return dict(image=encode_image(sample.image, self.img_suffix),
                    sem_seg=self.encode_labels(sample.sem_seg))

    def encode_labels(self, labels: np.ndarray) -> bytes:
        """PNG of a label map, uint8 (H, W), 255 ignored."""
        return encode_map(labels)

    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """Image and labels."""
        return dict(image=decode_image(contents['image']),
                    sem_seg=self.decode_labels(contents['sem_seg']))

    def decode_labels(self, data: bytes) -> np.ndarray:
        """Inverse of :meth:`encode_labels`."""
        return decode_map(data)

    def finalise(
        self, root: Path, manifest: Callable[[], Iterator[Dict[str, Any]]]
    ) -> Dict[str, Iterable[bytes]]:
        """Nothing: the consumer lists the folder."""
        return {}

    def check_consumer(self) -> None:
        """See :func:`check_classes`."""
        check_classes(self.consumer, self.classes)

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        return verify_semantic(root, dict(self.consumer, **self.paths),
                               self.classes, self.decode_labels)
