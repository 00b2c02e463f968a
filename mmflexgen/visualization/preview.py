"""A picture of a dataset's first impression."""

import io
from typing import Any, Dict, Iterable, List, Sequence

import numpy as np
from PIL import Image

from .grid import grid, sample_grid
from .layers import annotation_layers
from .overlay import enlarge

_LARGEST, _PAIRS, _SIDE = 256, 4, 160


def preview(samples: Iterable[Dict[str, Any]], classes: Sequence[str],
            palette: Sequence[Sequence[int]]) -> bytes:
    """PNG of images, each beside its annotation.

    Args:
        samples: fields of samples, at least one, see
            :class:`mmflexgen.structures.SynthSample`; those of another size
            than the first are left out. Of several kinds the semantic one
            is shown, or the first.
        classes: names by label id of ``sem_seg``.
        palette: RGB by label id of ``sem_seg``.
    """
    chosen: List[Dict[str, Any]] = []
    for fields in samples:
        if not chosen or fields['image'].shape == chosen[0]['image'].shape:
            chosen.append(fields)
    if 'sem_seg' in chosen[0]:
        images = [_reduce(each['image']) for each in chosen]
        picture = sample_grid(images, [
            _reduce(each['sem_seg']) for each in chosen], classes, palette,
            pairs=_PAIRS, side=_SIDE)
    else:
        scale = max(1, -(-_SIDE // max(chosen[0]['image'].shape[:2])))
        pictures = [_reduce(picture) for each in chosen
                    for picture in _pair(each, palette, scale)]
        picture = grid(pictures, columns=2 * min(_PAIRS, len(chosen)))
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format='PNG', optimize=True)
    return buffer.getvalue()


def _pair(fields: Dict[str, Any], palette: Sequence[Sequence[int]],
          scale: int) -> List[np.ndarray]:
    """The image, and it in grey under the layers of its first annotation."""
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


def _reduce(picture: np.ndarray) -> np.ndarray:
    """At most 256 pixels a side, without new label ids."""
    result = Image.fromarray(picture)
    how = (Image.Resampling.NEAREST if picture.ndim == 2
           else Image.Resampling.BICUBIC)
    result.thumbnail((_LARGEST, _LARGEST), how)
    return np.asarray(result)
