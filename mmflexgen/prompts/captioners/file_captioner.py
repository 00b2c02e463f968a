"""Captions that are there already."""

import os.path as osp
from typing import List, Sequence

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils.hash_path import hash_path
from ..image_captions import ImageCaptions
from .captioned_image import CaptionedImage


@TASK_UTILS.register_module()
class FileCaptioner:
    """The first caption that a file has for an image.

    Args:
        path: file of captions that name their image, see
            :class:`ImageCaptions`.

    Raises:
        InputError: the file cannot be used; at an image that it lacks.
    """

    needs_classes = False

    def __init__(self, path: str) -> None:
        self.captions = ImageCaptions(path)
        self._key = (f'FileCaptioner({osp.basename(path)!r}, '
                     f'sha256 {hash_path(path)})')

    def __call__(self, images: Sequence[CaptionedImage]) -> List[str]:
        """A caption per image."""
        return [self.captions.of(image.path)[0] for image in images]

    def key(self) -> str:
        """What its captions depend on, besides the image."""
        return self._key
