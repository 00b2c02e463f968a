"""Captions that labels tell."""

from typing import Dict, List, Optional, Sequence

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils.article import article
from .captioned_image import CaptionedImage


@TASK_UTILS.register_module()
class LabelCaptioner:
    """'a photo of a sofa, a cat and a plant': the classes, largest first.

    Needs no model. An image in which nothing is left is described by the
    opening and ``otherwise``.

    Args:
        opening: what each caption begins with.
        leave_out: names of classes that are not mentioned.
        max_classes: how many are named at most.
        otherwise: what an image without a named class shows.
        prompt_names: how to write a class, where its name is no English,
            e.g. ``dict(tvmonitor='tv monitor')``.
    """

    needs_classes = True

    def __init__(self, opening: str = 'a photo of',
                 leave_out: Sequence[str] = ('background', ),
                 max_classes: int = 10,
                 otherwise: str = 'a scene',
                 prompt_names: Optional[Dict[str, str]] = None) -> None:
        self.opening = opening
        self.leave_out = tuple(leave_out)
        self.max_classes = max_classes
        self.otherwise = otherwise
        self.prompt_names = dict(prompt_names or {})

    def __call__(self, images: Sequence[CaptionedImage]) -> List[str]:
        """A caption per image."""
        return [self._describe(image.classes) for image in images]

    def _describe(self, classes: Sequence[str]) -> str:
        words = [self.prompt_names.get(name, name) for name in classes
                 if name not in self.leave_out][:self.max_classes]
        named = [f'{article(word)} {word}' for word in words]
        if not named:
            named = [self.otherwise]
        *first, last = named
        what = f'{", ".join(first)} and {last}' if first else last
        return f'{self.opening} {what}'.strip()

    def key(self) -> str:
        """What its captions depend on, besides the image."""
        return (f'LabelCaptioner({self.opening!r}, {self.leave_out}, '
                f'{self.max_classes}, {self.otherwise!r}, '
                f'{self.prompt_names})')
