"""Annotations as transparent pictures, to be laid over the image."""

import colorsys
from typing import Any, Callable, Dict, List, Sequence, Tuple

import numpy as np

from ..synthesis.annotations import class_names
from .overlay import colourise, contours, enlarge

# Kinds of annotation that can be drawn, and what the report calls them.
KINDS = dict(sem_seg='semantic', instances='instances', panoptic='panoptic',
             depth='depth', saliency='saliency')
_GOLDEN = 0.618034


def object_colours(count: int) -> np.ndarray:
    """Colours (count, 3), uint8, neighbours far apart."""
    colours = [colorsys.hsv_to_rgb(0.07 + index * _GOLDEN, 0.72,
                                   0.95 if index % 2 else 0.8)
               for index in range(count)]
    return (255 * np.array(colours).reshape(-1, 3)).astype(np.uint8)


def class_palette(metainfo: Dict[str, Any]) -> List[Sequence[int]]:
    """RGB by label id: those of the metainfo, or some of our own."""
    return (metainfo.get('palette')
            or object_colours(len(class_names(metainfo))).tolist())


def annotation_layers(fields: Dict[str, Any], palette: Sequence,
                      scale: int) -> Dict[str, List[np.ndarray]]:
    """Layers of every kind a sample has.

    Args:
        fields: of a sample; see :class:`mmflexgen.structures.SynthSample`.
        palette: RGB by label id of ``sem_seg``.
        scale: whole factor of enlargement of lines.

    Returns:
        dict: kind to its layers, uint8 (H', W', 4): a fill, and lines that
        stay opaque. H' is H or H * scale.
    """
    size = fields['image'].shape[:2]
    return {kind: make(fields[kind], palette, scale, size)
            for kind, make in _LAYERS.items() if kind in fields}


def _regions(labels: np.ndarray, colours: np.ndarray,
             scale: int) -> List[np.ndarray]:
    """Colours (H, W, 3) where labels (H, W) are not 0, and their borders."""
    alpha = np.where(labels != 0, 255, 0).astype(np.uint8)
    large = enlarge(labels, scale)
    edge = contours(large)
    lines = np.zeros((*edge.shape, 4), np.uint8)
    ink = 0.35 * enlarge(colours, scale)[edge] + 0.65 * 255
    lines[edge] = np.concatenate([ink, np.full((len(ink), 1), 235)], axis=1)
    return [np.dstack([colours, alpha]), lines]


def _semantic(labels: np.ndarray, palette: Sequence,
              scale: int,
          size: Tuple[int, int]) -> List[np.ndarray]:
    return _regions(labels, colourise(labels, palette), scale)


def _segments(ids: np.ndarray, palette: Sequence,
              scale: int,
          size: Tuple[int, int]) -> List[np.ndarray]:
    found, index = np.unique(ids, return_inverse=True)
    colours = object_colours(len(found))[index.reshape(ids.shape)]
    return _regions(ids, colours, scale)


def _instances(objects: Any, palette: Sequence,
               scale: int,
          size: Tuple[int, int]) -> List[np.ndarray]:
    """Masks in colours of their own, boxes, and keypoints as dots."""
    colours = object_colours(len(objects))
    boxes = np.round(objects.bboxes * scale).astype(int)
    ids = np.zeros(size, np.int32)
    for index, mask in enumerate(objects.get('masks', ())):
        ids[mask] = index + 1
    table = np.concatenate([np.zeros((1, 3), np.uint8), colours])
    layers = _regions(ids, table[ids], scale)
    lines = layers[1]
    for (left, top, right, bottom), colour in zip(boxes, colours):
        right, bottom = right - 1, bottom - 1
        for rows, columns in ((top, slice(left, right)),
                              (bottom, slice(left, right)),
                              (slice(top, bottom), left),
                              (slice(top, bottom), right)):
            _draw(lines, rows, columns, colour)
    for points, colour in zip(objects.get('keypoints', ()), colours):
        for x, y, seen in points:
            if seen:
                row, column = int(y * scale), int(x * scale)
                _draw(lines, slice(max(0, row - 1), row + 2),
                      slice(max(0, column - 1), column + 2), colour)
    return layers


def _draw(lines: np.ndarray, rows: Any, columns: Any,
          colour: np.ndarray) -> None:
    """Paints what lies inside the picture."""
    height, width = lines.shape[:2]
    inside = all(isinstance(index, slice) or 0 <= index < most
                 for index, most in ((rows, height), (columns, width)))
    if inside:
        lines[rows, columns] = (*colour, 255)


def _depth(metres: np.ndarray, palette: Sequence,
           scale: int,
          size: Tuple[int, int]) -> List[np.ndarray]:
    """Near is red, far is blue, unknown is clear."""
    from matplotlib import colormaps
    known = metres > 0
    nearness = np.zeros(metres.shape)
    if known.any():
        near, far = metres[known].min(), metres[known].max()
        nearness = (far - metres) / max(far - near, 1e-6)
    colours = colormaps['turbo'](nearness.clip(0, 1), bytes=True)[..., :3]
    return [np.dstack([colours, np.where(known, 255, 0).astype(np.uint8)])]


def _saliency(alpha: np.ndarray, palette: Sequence,
              scale: int,
          size: Tuple[int, int]) -> List[np.ndarray]:
    colour = np.broadcast_to(np.array([255, 90, 40], np.uint8),
                             (*alpha.shape, 3))
    return [np.dstack([colour, alpha])]


_LAYERS: Dict[str, Callable] = dict(zip(KINDS, (
    _semantic, _instances, _segments, _depth, _saliency)))
