"""Captions that are there already."""

from typing import List, Sequence

from mmflexgen.registry import TASK_UTILS
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

    def __call__(self, images: Sequence[CaptionedImage]) -> List[str]:
        """A caption per image."""
        return [self.captions.of(image.path)[0] for image in images]

    def key(self) -> str:
        """What its captions depend on, besides the image."""
        return f'FileCaptioner({self.captions.path!r})'
