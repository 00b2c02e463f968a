"""A picture of a dataset's first impression."""

import io
from typing import Any, Dict, Iterable, List, Sequence

from PIL import Image

from .grid import grid, pair, sample_grid
from .overlay import reduce

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
        images = [reduce(each['image'], _LARGEST) for each in chosen]
        labels = [reduce(each['sem_seg'], _LARGEST) for each in chosen]
        picture = sample_grid(images, labels, classes, palette,
                              pairs=_PAIRS, side=_SIDE)
    else:
        scale = max(1, -(-_SIDE // max(chosen[0]['image'].shape[:2])))
        pictures = [reduce(picture, _LARGEST) for each in chosen
                    for picture in pair(each, palette, scale)]
        picture = grid(pictures, columns=2 * min(_PAIRS, len(chosen)))
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format='PNG', optimize=True)
    return buffer.getvalue()
