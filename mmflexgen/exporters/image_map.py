"""What the formats of an image and one map share."""

from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional

import numpy as np

from ..structures import SynthSample
from .base import BaseExporter
from .images import (check_suffix, decode_image, decode_map, encode_image,
                     encode_map, tell_suffix)
from .verification.consumer import consumer_class


class ImageMapExporter(BaseExporter):
    """An image and a map of its size per sample, in two folders.

    The consumer lists the folder of images, unless a format says otherwise.

    Attributes:
        kinds: 'image' and the kind of the map.
        folders: those of the images and of the maps come first.
        stock: the consumer if none is given.

    Args:
        metainfo: of the generator.
        consumer: config of the dataset class that will train on the result,
            without its paths.
        img_suffix: '.jpg' or '.png'.
    """

    stock: str

    def __init__(self, metainfo: Dict[str, Any],
                 consumer: Optional[Dict[str, Any]] = None,
                 img_suffix: str = '.jpg') -> None:
        super().__init__(metainfo)
        self.img_suffix = check_suffix(img_suffix)
        self.consumer = tell_suffix(consumer or dict(type=self.stock),
                                    img_suffix)

    def files(self, sample_id: int) -> Dict[str, str]:
        """Paths of image and map."""
        name, (images, maps) = self.name(sample_id), self.folders[:2]
        return {'image': f'{images}/{name}{self.img_suffix}',
                self.kinds[1]: f'{maps}/{name}.png'}

    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Encodes image and map."""
        kind = self.kinds[1]
        return {'image': encode_image(sample.image, self.img_suffix),
                kind: self.encode_values(sample.get(kind))}

    def encode_values(self, values: np.ndarray) -> bytes:
        """PNG of a map (H, W)."""
        return encode_map(values)

    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """Image and map."""
        kind = self.kinds[1]
        return {'image': decode_image(contents['image']),
                kind: self.decode_values(contents[kind])}

    def decode_values(self, data: bytes) -> np.ndarray:
        """Inverse of :meth:`encode_values`."""
        return decode_map(data)

    def finalise(
        self, root: Path, manifest: Callable[[], Iterator[Dict[str, Any]]]
    ) -> Dict[str, Iterable[bytes]]:
        """Nothing: the consumer lists the folder."""
        return {}

    def check_consumer(self) -> None:
        """See :func:`consumer_class`."""
        consumer_class(self.consumer)
