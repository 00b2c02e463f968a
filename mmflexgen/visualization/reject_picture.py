"""A rejected sample as a small picture, or why there is none."""

import io
from typing import Any, Dict, Sequence, Tuple

import numpy as np
from PIL import Image

from ..structures import SynthSample
from ..synthesis.annotations import check_annotations
from ..utils import InputError
from .grid import grid, pair
from .layers import KINDS, class_palette
from .overlay import reduce

_SIDE = 128


def reject_picture(sample: SynthSample, kinds: Sequence[str],
                   metainfo: Dict[str, Any]) -> Tuple[str, bytes]:
    """The image, and it under the first annotation that can be drawn.

    Args:
        sample: anything that a generator gave.
        kinds: annotations that the dataset stores.
        metainfo: of the generator.

    Returns:
        tuple: '.jpg' and a JPEG of at most 128 pixels a side and view; or
        '.txt' and a sentence, where the sample breaks what
        :func:`check_annotations` asks, as with NaN.
    """
    if not np.isfinite(sample.image).all():
        return '.txt', b'no picture: the image holds NaN or infinity'
    kinds = [kind for kind in KINDS if kind in kinds and kind in sample]
    try:
        check_annotations(sample, kinds, metainfo)
    except InputError as error:
        return '.txt', f'no picture: {error}'.encode()
    fields = {kind: sample.get(kind) for kind in ('image', *kinds[:1])}
    scale = max(1, _SIDE // max(sample.image.shape[:2]))
    views = [reduce(view, _SIDE) for view in pair(
        fields, class_palette(metainfo), scale)[:len(fields)]]
    buffer = io.BytesIO()
    Image.fromarray(grid(views, columns=len(views), gap=1)).save(
        buffer, format='JPEG', quality=85, subsampling=0)
    return '.jpg', buffer.getvalue()
