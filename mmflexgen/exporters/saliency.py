"""Images with binary saliency or alpha mattes."""

from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional

from ..registry import TASK_UTILS
from ..structures import SynthSample
from ..utils import InputError
from .base import BaseExporter
from .images import (check_suffix, decode_image, decode_map, encode_image,
                     encode_map, tell_suffix)
from .verification import Verification
from .verification.consumer import consumer_class
from .verification.saliency import verify_saliency


@TASK_UTILS.register_module()
class SaliencyExporter(BaseExporter):
    """Writes images/train and masks/train.

    Masks are grey PNGs, 0 to 255; 255 is foreground.

    Args:
        metainfo: of the generator.
        consumer: config of the dataset class that will train on the result,
            without its paths.
        img_suffix: '.jpg' or '.png'.
    """

    kinds = ('image', 'saliency')
    folders = ('images/train', 'masks/train')

    def __init__(self, metainfo: Dict[str, Any],
                 consumer: Optional[Dict[str, Any]] = None,
                 img_suffix: str = '.jpg') -> None:
        super().__init__(metainfo)
        self.img_suffix = check_suffix(img_suffix)
        self.consumer = tell_suffix(
            consumer or dict(type='mmflexgen.SaliencyDataset'), img_suffix)

    def files(self, sample_id: int) -> Dict[str, str]:
        """Paths of image and matte."""
        name = self.name(sample_id)
        return dict(image=f'images/train/{name}{self.img_suffix}',
                    saliency=f'masks/train/{name}.png')

    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Encodes image and matte.

        Raises:
            InputError: the matte is not uint8, or not of the image's size.
        """
        matte = sample.saliency
        if matte.dtype != 'uint8' or matte.shape != sample.image.shape[:2]:
            raise InputError(
                f'the saliency of sample {sample.request.sample_id} is '
                f'{matte.dtype} of shape {matte.shape}; the generator must '
                f'give uint8 {sample.image.shape[:2]}, as the image has')
        return dict(image=encode_image(sample.image, self.img_suffix),
                    saliency=encode_map(matte))

    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """Image and matte."""
        return dict(image=decode_image(contents['image']),
                    saliency=decode_map(contents['saliency']))

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
        return verify_saliency(root, dict(
            self.consumer, data_prefix=dict(img_path='images/train',
                                            seg_map_path='masks/train')))
