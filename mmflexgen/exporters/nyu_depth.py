"""NYU's layout for monocular depth."""

from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional

import numpy as np

from ..registry import TASK_UTILS
from ..structures import SynthSample
from ..utils import InputError
from .base import BaseExporter
from .images import (check_suffix, decode_image, decode_map, encode_image,
                     encode_map, tell_suffix)
from .verification import Verification
from .verification.consumer import consumer_class
from .verification.depth import verify_depth

_LARGEST = np.iinfo(np.uint16).max


@TASK_UTILS.register_module()
class NYUDepthExporter(BaseExporter):
    """Writes images/train and annotations/train.

    Depth is uint16 PNG, millimetres, 0 where unknown. Names have a digit,
    without which ``NYUDataset`` fails.

    Args:
        metainfo: of the generator.
        consumer: config of the mmseg dataset class that will train on the
            result, without its paths.
        img_suffix: '.jpg' or '.png'.
    """

    kinds = ('image', 'depth')
    folders = ('images/train', 'annotations/train')

    def __init__(self, metainfo: Dict[str, Any],
                 consumer: Optional[Dict[str, Any]] = None,
                 img_suffix: str = '.jpg') -> None:
        super().__init__(metainfo)
        self.img_suffix = check_suffix(img_suffix)
        self.consumer = tell_suffix(
            consumer or dict(type='mmseg.NYUDataset'), img_suffix)

    def files(self, sample_id: int) -> Dict[str, str]:
        """Paths of image and depth."""
        name = self.name(sample_id)
        return dict(image=f'images/train/{name}{self.img_suffix}',
                    depth=f'annotations/train/{name}.png')

    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Encodes image and depth, rounded to the millimetre.

        Raises:
            InputError: depth of more than 65.535 m.
        """
        depth = sample.depth
        millimetres = np.rint(depth.astype(np.float64) * 1000)
        # What is known stays so, however near.
        millimetres[(depth > 0) & (millimetres == 0)] = 1
        if millimetres.max() > _LARGEST:
            raise InputError(
                f'the depth goes up to {float(depth.max()):g}; the format '
                'ends at 65.535, in metres')
        return dict(image=encode_image(sample.image, self.img_suffix),
                    depth=encode_map(millimetres.astype(np.uint16)))

    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """Image, and depth in metres, float32."""
        millimetres = decode_map(contents['depth'])
        return dict(image=decode_image(contents['image']),
                    depth=(millimetres / 1000).astype(np.float32))

    def finalise(
        self, root: Path, manifest: Callable[[], Iterator[Dict[str, Any]]]
    ) -> Dict[str, Iterable[bytes]]:
        """Nothing: the consumer lists the folder."""
        return {}

    def check_consumer(self) -> None:
        """See :func:`consumer_class`."""
        consumer_class(self.consumer)

    def verify(self, root: str) -> Verification:
        """Loads the dataset through the consumer's class."""
        return verify_depth(root, dict(
            self.consumer, data_prefix=dict(
                img_path='images/train',
                depth_map_path='annotations/train')))
