"""Loaders that refuse a damaged file, with its name.

Stock mmseg trains silently on a label map of another size than its image
(the crop cuts both differently), and a label outside the classes ends in an
index error inside the loss, on a GPU in a device-side assert. Put these two
in place of the stock loaders in the pipeline of any mmseg dataset.
"""

import os
from typing import Optional

import numpy as np
from mmcv.transforms import LoadImageFromFile
from mmseg.datasets.transforms import LoadAnnotations

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError

_MEND = 'write it again or take its name out of the split file'


def _check_png_end(path: str) -> None:
    """Raises OSError if a local PNG lacks its last chunk.

    Pillow is content once it has all pixels, and of a small file the pixels
    may be whole although the end was cut off.
    """
    if path.lower().endswith('.png') and os.path.isfile(path):
        with open(path, 'rb') as file:
            file.seek(max(0, os.path.getsize(path) - 12))
            if b'IEND' not in file.read():
                raise OSError('the end of the file is missing')


@TRANSFORMS.register_module()
class LoadCheckedImage(LoadImageFromFile):
    """``LoadImageFromFile`` that names a missing or damaged file.

    Args:
        imdecode_backend: 'pillow', which refuses truncated files in every
            version; some versions of OpenCV decode the part that is there.
        kwargs: see ``mmcv.transforms.LoadImageFromFile``.
    """

    def __init__(self, imdecode_backend: str = 'pillow', **kwargs) -> None:
        super().__init__(imdecode_backend=imdecode_backend, **kwargs)

    def transform(self, results: dict) -> Optional[dict]:
        """Set ``img`` (uint8, (H, W, 3), BGR), ``img_shape``, ``ori_shape``.

        Raises:
            InputError: if the file cannot be read whole.
        """
        try:
            _check_png_end(results['img_path'])
            return super().transform(results)
        # Pillow raises OSError for truncated files and SyntaxError for
        # broken PNG chunks; mmcv asserts that the decoder returned anything.
        except (OSError, SyntaxError, AssertionError) as error:
            raise InputError(
                f'the image {results["img_path"]} cannot be read '
                f'({error}): {_MEND}') from error


@TRANSFORMS.register_module()
class LoadCheckedAnnotations(LoadAnnotations):
    """mmseg's ``LoadAnnotations`` that looks at what it loaded.

    It comes after the image loader; in test pipelines it may stand after
    ``Resize``, as in mmseg, since it compares with ``ori_shape``.

    Args:
        num_classes: labels must be below it; None skips this check.
        ignore_index: label that is allowed besides the classes.
        kwargs: see ``mmseg.datasets.transforms.LoadAnnotations``.
    """

    def __init__(self,
                 num_classes: Optional[int] = None,
                 ignore_index: int = 255,
                 **kwargs) -> None:
        super().__init__(**kwargs)
        self.num_classes = num_classes
        self.ignore_index = ignore_index

    def _load_seg_map(self, results: dict) -> None:
        """Set ``gt_seg_map`` (uint8, (H, W)).

        Raises:
            InputError: if the file cannot be read whole, has another size
                than the image, or holds a label outside the classes.
        """
        path = results['seg_map_path']
        try:
            _check_png_end(path)
            super()._load_seg_map(results)
        except (OSError, SyntaxError) as error:
            raise InputError(f'the label map {path} cannot be read '
                             f'({error}): {_MEND}') from error
        seg_map = results['gt_seg_map']
        if seg_map.ndim != 2:
            raise InputError(
                f'the label map {path} is a colour picture of '
                f'{seg_map.shape[-1]} channels: store one class index per '
                'pixel, as a grey or palette PNG')
        self._check_size(seg_map, results)
        self._check_labels(seg_map, path)

    def _check_size(self, seg_map: np.ndarray, results: dict) -> None:
        image_size = tuple(results.get('ori_shape', seg_map.shape)[:2])
        if seg_map.shape != image_size:
            height, width = seg_map.shape
            raise InputError(
                f'the label map {results["seg_map_path"]} is {width} x '
                f'{height} px but its image {results["img_path"]} is '
                f'{image_size[1]} x {image_size[0]} px: make both of one '
                'size, labels by nearest neighbour')

    def _check_labels(self, seg_map: np.ndarray, path: str) -> None:
        if self.num_classes is None:
            return
        counts = np.bincount(seg_map.ravel(), minlength=256)
        counts[self.ignore_index] = 0
        outside = np.flatnonzero(counts[self.num_classes:])
        if len(outside):
            label = int(outside[0]) + self.num_classes
            raise InputError(
                f'the label map {path} holds label {label} in '
                f'{counts[label]} pixels, but the classes are 0 to '
                f'{self.num_classes - 1} and {self.ignore_index} is ignored: '
                'correct the labels or num_classes')
