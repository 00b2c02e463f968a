"""Boxes and names over images."""

from typing import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .overlay import enlarge

# An object asked for that was found with its category, with another, and
# that was not found.
RIGHT, OTHER, MISSED = (70, 200, 90), (245, 160, 40), (230, 60, 60)


def draw_boxes(image: np.ndarray, boxes: Sequence[Sequence[float]],
               names: Sequence[str], colours: Sequence[Sequence[int]],
               scale: int = 4) -> np.ndarray:
    """The image, enlarged, with boxes and their names.

    Args:
        image: uint8 (H, W, 3).
        boxes: x1, y1, x2, y2 in its pixels.
        names: one per box.
        colours: RGB, one per box.
        scale: whole factor of enlargement; lines stay a pixel wide.

    Returns:
        np.ndarray: uint8 (H * scale, W * scale, 3).
    """
    picture = Image.fromarray(enlarge(image, scale))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=11)
    for box, name, colour in zip(boxes, names, colours):
        left, top, right, bottom = (round(value * scale) for value in box)
        # A detector's boxes may leave the image or have no area.
        draw.rectangle((left, top, max(right - 1, left),
                        max(bottom - 1, top)), outline=tuple(colour))
        text = draw.textbbox((left + 2, max(top, 0) + 1), name, font=font)
        draw.rectangle(text, fill=(20, 20, 24))
        draw.text((left + 2, max(top, 0) + 1), name, font=font,
                  fill=tuple(colour))
    return np.asarray(picture)


def status_colours(match: np.ndarray, right: np.ndarray) -> list:
    """Colours of objects that were asked for.

    Args:
        match: int (M,), -1 where nothing was found.
        right: bool (M,), whether that has the right category.
    """
    return [RIGHT if good else OTHER if number >= 0 else MISSED
            for number, good in zip(match, right)]
