"""Images and label maps to the bytes of a file and back."""

import io
from typing import Any, Dict, Optional

import numpy as np
from PIL import Image

from ..utils import check_choice


def check_suffix(img_suffix: str) -> str:
    """The suffix of images.

    Raises:
        InputError: neither '.jpg' nor '.png'.
    """
    check_choice('img_suffix of the exporter', img_suffix, ('.jpg', '.png'))
    return img_suffix


def tell_suffix(consumer: Dict[str, Any], img_suffix: str) -> Dict[str, Any]:
    """A consumer's config; mmseg's classes must be told of '.png'."""
    if img_suffix == '.jpg':
        return consumer
    return {'img_suffix': img_suffix, **consumer}


def encode_image(image: np.ndarray, img_suffix: str) -> bytes:
    """An image's file.

    Args:
        image: uint8 (H, W, 3), RGB.
        img_suffix: '.jpg' (quality 95, full chroma) or '.png', lossless.
    """
    picture = Image.fromarray(image)
    if img_suffix == '.jpg':
        return _save(picture, format='JPEG', quality=95, subsampling=0)
    return _save(picture, format='PNG')


def decode_image(data: bytes) -> np.ndarray:
    """uint8 (H, W, 3), RGB, from the bytes of an image's file."""
    return np.array(Image.open(io.BytesIO(data)).convert('RGB'))


def encode_map(values: np.ndarray, colours: Optional[bytes] = None) -> bytes:
    """A PNG of values per pixel.

    Args:
        values: uint8 or uint16 (H, W), or uint8 (H, W, 3).
        colours: 256 RGB triples; makes it a palette PNG.
    """
    picture = Image.fromarray(values)
    if colours is not None:
        picture.putpalette(colours)
    return _save(picture, format='PNG')


def decode_map(data: bytes) -> np.ndarray:
    """The values that :func:`encode_map` was given, palettes not applied."""
    return np.array(Image.open(io.BytesIO(data)))


def _save(picture: Image.Image, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, **options)
    return buffer.getvalue()
