"""Labels drawn over images."""

from typing import Sequence, Tuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

IGNORE_INDEX = 255
_VOID = (224, 224, 192)


def colourise(sem_seg: np.ndarray,
              palette: Sequence[Tuple[int, int, int]]) -> np.ndarray:
    """Label ids (H, W) as colours (H, W, 3), uint8; 255 is void's colour."""
    table = np.zeros((256, 3), np.uint8)
    table[:len(palette)] = palette
    table[IGNORE_INDEX] = _VOID
    return table[sem_seg]


def contours(sem_seg: np.ndarray) -> np.ndarray:
    """Pixels (H, W) bool whose right or lower neighbour has another id."""
    edge = np.zeros(sem_seg.shape, bool)
    edge[:, :-1] |= sem_seg[:, :-1] != sem_seg[:, 1:]
    edge[:-1] |= sem_seg[:-1] != sem_seg[1:]
    return edge


def enlarge(array: np.ndarray, scale: int) -> np.ndarray:
    """Repeats every pixel ``scale`` times in both directions."""
    return array.repeat(scale, axis=0).repeat(scale, axis=1)


def reduce(picture: np.ndarray, largest: int) -> np.ndarray:
    """At most so many pixels a side, without new label ids.

    Args:
        picture: uint8 (H, W, 3), or label ids (H, W).
        largest: pixels.
    """
    result = Image.fromarray(picture)
    how = (Image.Resampling.NEAREST if picture.ndim == 2
           else Image.Resampling.BICUBIC)
    result.thumbnail((largest, largest), how)
    return np.asarray(result)


def overlay(image: np.ndarray, sem_seg: np.ndarray,
            palette: Sequence[Tuple[int, int, int]], opacity: float = 0.6,
            scale: int = 1) -> np.ndarray:
    """Blends labels over an image, with a line around every region.

    The image turns nearly grey, so that colours stand for classes alone.

    Args:
        image: uint8 (H, W, 3).
        sem_seg: uint8 (H, W); id 0 stays clear.
        palette: RGB by label id.
        opacity: of the colours, from 0 to 1.
        scale: whole factor of enlargement; lines stay one pixel wide.

    Returns:
        np.ndarray: uint8 (H * scale, W * scale, 3).
    """
    colours = enlarge(colourise(sem_seg, palette), scale).astype(np.float32)
    labels = enlarge(sem_seg, scale)
    result = enlarge(image, scale).astype(np.float32)
    # Luma as ITU-R BT.601 weighs it.
    grey = result @ np.array([0.299, 0.587, 0.114], np.float32)
    result = 0.15 * result + 0.85 * grey[..., None]
    inside = labels > 0
    result[inside] += opacity * (colours[inside] - result[inside])
    edge = contours(labels)
    result[edge] = 0.35 * colours[edge] + 0.65 * 255
    return result.round().astype(np.uint8)


def legend(names: Sequence[str], colours: Sequence[Tuple[int, int, int]],
           width: int, text_size: int = 13) -> np.ndarray:
    """Rows of colour squares with names.

    Args:
        names: class names, in order.
        colours: RGB of each.
        width: pixels; names that do not fit go to the next row.
        text_size: pixels.

    Returns:
        np.ndarray: uint8 (rows, width, 3), dark text on white.
    """
    font = ImageFont.load_default(size=text_size)
    row, gap = text_size + 8, text_size // 2
    spots, x, y = [], gap, 0
    for name in names:
        length = text_size + gap + int(font.getlength(name)) + 2 * gap
        if x + length > width and x > gap:
            x, y = gap, y + row
        spots.append((x, y))
        x += length
    canvas = Image.new('RGB', (width, y + row), 'white')
    draw = ImageDraw.Draw(canvas)
    for name, colour, (x, y) in zip(names, colours, spots):
        draw.rectangle((x, y + 4, x + text_size - 2, y + text_size + 2),
                       fill=tuple(colour), outline=(120, 120, 120))
        draw.text((x + text_size + gap // 2, y + 2), name, font=font,
                  fill=(30, 30, 34))
    return np.asarray(canvas)
