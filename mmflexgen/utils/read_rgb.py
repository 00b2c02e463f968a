"""An image from the disk, or a sentence."""

import os
from typing import Union

from PIL import Image, UnidentifiedImageError

from .errors import InputError


def read_rgb(path: Union[str, os.PathLike]) -> Image.Image:
    """An RGB image, read to its end.

    Raises:
        InputError: the file is missing, truncated or no image.
    """
    try:
        with Image.open(path) as image:
            return image.convert('RGB')
    except FileNotFoundError as error:
        raise InputError(f'the image {path} does not exist: restore it, or '
                         'mend what names it') from error
    except UnidentifiedImageError as error:
        raise InputError(f'{path} is no image: give a PNG or JPEG') from error
    # Pillow raises SyntaxError for broken PNG chunks.
    except (OSError, SyntaxError) as error:
        raise InputError(f'the image {path} cannot be read ({error}): write '
                         'it again') from error
