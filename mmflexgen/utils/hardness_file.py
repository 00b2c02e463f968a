"""A number per class or image, from a config or a file of hardness."""

import json
import math
from pathlib import Path
from typing import Dict, Optional, Union

from .errors import InputError

NamedValues = Union[str, Dict[str, Optional[float]]]
_ONE_OF = dict(classes='class', images='image')


def read_values(source: NamedValues, part: str,
                key: str) -> Dict[str, Optional[float]]:
    """Name of a class or an image to number.

    Args:
        source: the dict itself, or a JSON file as
            ``tools/analysis_tools/measure_hardness.py`` writes it:
            ``{"classes": {name: {key: number}}, "images": …}``.
        part: 'classes' or 'images'.
        key: which number of the file; names without it are left out.

    Returns:
        dict: numbers 0 or above; None where the file says null.

    Raises:
        InputError: a file that is missing or of another form, or a value
            that is negative, not finite or no number.
    """
    values = source
    if isinstance(source, str):
        try:
            text = Path(source).read_text(encoding='utf-8')
            values = {name: entry[key] for name, entry in
                      json.loads(text)[part].items() if key in entry}
        except OSError as error:
            raise InputError(f'{source} cannot be read ({error.strerror}); '
                             'tools/analysis_tools/measure_hardness.py makes '
                             'such a file') from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f'{source} is no file of tools/analysis_tools/'
                f'measure_hardness.py ({type(error).__name__}: {error})'
            ) from error
    for name, value in values.items():
        if value is not None and not (
                isinstance(value, (int, float)) and 0 <= value < math.inf):
            raise InputError(f'the {key} of the {_ONE_OF[part]} {name!r} is '
                             f'{value!r}; it must be a number from 0 up')
    return dict(values)
