"""Compositions of real images, read from wherever they are."""

from abc import ABCMeta, abstractmethod
from dataclasses import dataclass
from typing import Iterator, List, NamedTuple, Optional, Sequence, Tuple

from ..structures import Composition
from ..structures.box import box_area
from ..utils import InputError


@dataclass(frozen=True)
class Layout:
    """A composition and what it comes with.

    Attributes:
        composition: the objects.
        image: the real image that it is of, relative to the reader's
            ``data_root``; None where there is none.
        captions: texts of the image, if any.
    """

    composition: Composition
    image: Optional[str] = None
    captions: Tuple[str, ...] = ()


class Scene(NamedTuple):
    """An image's boxes as files state them, without crowds.

    Attributes:
        image: file, relative to the reader's ``data_root``.
        width, height: of the image, in pixels.
        boxes: x1, y1, x2, y2 in pixels.
        categories: one per box.
        captions: texts of the image, if any.
    """

    image: str
    width: int
    height: int
    boxes: Sequence[Sequence[float]]
    categories: Sequence[str]
    captions: Tuple[str, ...] = ()


class LayoutReader(metaclass=ABCMeta):
    """Layouts of a real dataset; subclasses read its files.

    Args:
        data_root: folder that images are stated relative to.
        square: whether to state boxes in the largest square about the
            image's centre, which is what models of square images see.
        min_area: objects below this part of the image are left out, in
            [0, 1].
        min_objects, max_objects: images with fewer or more of the others
            are left out. The paper takes 3 to 8 above 0.02.
        max_images: take the first so many that are left; None takes all.

    Attributes:
        layouts: what is left, in the order of the files.

    Raises:
        InputError: nothing is left.
    """

    def __init__(self, data_root: str, square: bool = True,
                 min_area: float = 0., min_objects: int = 1,
                 max_objects: int = 8,
                 max_images: Optional[int] = None) -> None:
        self.data_root = data_root
        self.layouts: List[Layout] = []
        seen = 0
        for scene in self.scenes():
            seen += 1
            kept = _large(_composition(scene, square), min_area)
            if min_objects <= len(kept) <= max_objects:
                self.layouts.append(Layout(kept, scene.image,
                                           tuple(scene.captions)))
            if len(self.layouts) == max_images:
                break
        if not self.layouts:
            raise InputError(
                f'none of the {seen} images of {data_root} has {min_objects} '
                f'to {max_objects} objects above {min_area:g} of its area: '
                'mend these limits or the path')

    @abstractmethod
    def scenes(self) -> Iterator[Scene]:
        """Every image with its boxes."""


def _composition(scene: Scene, square: bool) -> Composition:
    width, height = scene.width, scene.height
    left = top = 0.
    if square:
        side = min(width, height)
        left, top = (width - side) / 2, (height - side) / 2
        width = height = side
    return Composition.from_pixels(
        [(x1 - left, y1 - top, x2 - left, y2 - top)
         for x1, y1, x2, y2 in scene.boxes], scene.categories, width, height)


def _large(composition: Composition, min_area: float) -> Composition:
    kept = [(box, name) for box, name in zip(composition.boxes,
                                             composition.categories)
            if box_area(box) >= min_area]
    return Composition(tuple(box for box, _ in kept),
                       tuple(name for _, name in kept))
