"""Pictures side by side."""

from typing import Any, Dict, List, Sequence

import numpy as np
from PIL import Image

from .layers import annotation_layers
from .overlay import enlarge, legend, overlay


def grid(pictures: Sequence[np.ndarray], columns: int,
         gap: int = 4) -> np.ndarray:
    """Pictures of one size in rows, on white.

    Args:
        pictures: uint8 (H, W, 3) each.
        columns: pictures in a row.
        gap: pixels between and around them.

    Returns:
        np.ndarray: uint8 (rows, columns, 3).
    """
    height, width = pictures[0].shape[:2]
    rows = -(-len(pictures) // columns)
    canvas = np.full((rows * (height + gap) + gap,
                      columns * (width + gap) + gap, 3), 255, np.uint8)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        top, left = (row * (height + gap) + gap,
                     column * (width + gap) + gap)
        canvas[top:top + height, left:left + width] = picture
    return canvas


def sample_grid(images: Sequence[np.ndarray], labels: Sequence[np.ndarray],
                classes: Sequence[str], palette: Sequence, pairs: int = 4,
                side: int = 160) -> np.ndarray:
    """Image and overlay in turn, with a legend of the classes below.

    Args:
        images: uint8 (H, W, 3) each, all of one size.
        labels: uint8 (H, W) each.
        classes: names by label id.
        palette: RGB by label id.
        pairs: pairs in a row.
        side: pixels that a side is at least enlarged to.

    Returns:
        np.ndarray: uint8 (rows, columns, 3).
    """
    scale = max(1, -(-side // max(images[0].shape[:2])))
    pictures = []
    for image, sem_seg in zip(images, labels):
        pictures += [enlarge(image, scale),
                     overlay(image, sem_seg, palette, scale=scale)]
    picture = grid(pictures, columns=2 * min(pairs, len(images)))
    found = np.unique(np.concatenate([np.unique(item) for item in labels]))
    shown = [index for index in found.tolist() if 0 < index < len(classes)]
    key = legend([classes[index] for index in shown],
                 [palette[index] for index in shown], picture.shape[1])
    return np.concatenate([picture, key])


def pair(fields: Dict[str, Any], palette: Sequence[Sequence[int]],
         scale: int) -> List[np.ndarray]:
    """The image, and it in grey under the layers of its first annotation.

    Args:
        fields: of a sample; see :class:`mmflexgen.structures.SynthSample`.
        palette: RGB by label id of ``sem_seg``.
        scale: whole factor of enlargement.

    Returns:
        list: two pictures, uint8 (H * scale, W * scale, 3).
    """
    image = Image.fromarray(enlarge(fields['image'], scale))
    result = image.convert('L').convert('RGBA')
    layers = annotation_layers(fields, palette, scale)
    for layer in next(iter(layers.values()), ()):
        over = Image.fromarray(layer)
        if over.size == image.size:
            result.alpha_composite(over)
        elif over.size == tuple(side // scale for side in image.size):
            result.alpha_composite(
                over.resize(image.size, Image.Resampling.NEAREST))
    return [np.asarray(image), np.asarray(result.convert('RGB'))]
