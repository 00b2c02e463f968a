"""A palette beside the checkpoint and the dataset that use it."""

import json
from pathlib import Path
from typing import NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from mmflexgen.utils import InputError
from .palette import check_colours


class PaletteFile(NamedTuple):
    """What the file holds.

    Attributes:
        colours: uint8 (N, 3), of class 0, 1 ...; black is ignore.
        edge: colour of the outlines of segments, or None.
        classes: names of the classes, or None.
    """

    colours: np.ndarray
    edge: Optional[Tuple[int, int, int]]
    classes: Optional[Tuple[str, ...]]


def palette_json(palette: PaletteFile) -> str:
    """The file's text, JSON: ``colours`` [[r, g, b], ...], ``ignore``,
    ``edge`` and ``classes``, both null where there are none."""
    content = dict(
        colours=palette.colours.tolist(), ignore=[0, 0, 0],
        edge=None if palette.edge is None else [int(v) for v in palette.edge],
        classes=None if palette.classes is None else list(palette.classes))
    return json.dumps(content) + '\n'


def read_palette(path: Union[str, Path], num_classes: int, edge: bool,
                 classes: Optional[Sequence[str]] = None) -> PaletteFile:
    """Reads a palette and checks that it is the one asked for.

    Args:
        path: file of :func:`palette_json`.
        num_classes: how many colours it must have.
        edge: whether it must have an edge colour.
        classes: names that the file's must equal, where both are known.

    Returns:
        Its content, with ``classes`` if it names none itself.

    Raises:
        InputError: unreadable file, or another palette.
    """
    content = _read(path)
    edge_colour = content.get('edge')
    check_colours(
        content['colours'] + [edge_colour] * (edge_colour is not None),
        f'the palette in {path}')
    names = content.get('classes') or classes
    found = len(content['colours'])
    if found != num_classes:
        raise InputError(
            f'{path} holds the colours of {found} classes, but the codec has '
            f'{num_classes}; use the palette.json that was saved with this '
            'checkpoint or dataset')
    if edge and edge_colour is None:
        raise InputError(f'{path} has no edge colour: it was made for '
                         'semantic maps; set edge=False or use a palette '
                         'with edges')
    if classes is not None and list(classes) != list(names):
        first = next((f'class {index} is {theirs!r} there and {ours!r} here'
                      for index, (theirs, ours) in enumerate(
                          zip(names, classes)) if theirs != ours),
                     f'it names {len(names)} classes')
        raise InputError(f'{path} belongs to other classes: {first}')
    return PaletteFile(
        np.array(content['colours'], np.uint8),
        tuple(edge_colour) if edge else None,
        None if names is None else tuple(names))


def _read(path: Union[str, Path]) -> dict:
    try:
        content = json.loads(Path(path).read_text(encoding='utf-8'))
    except OSError as error:
        raise InputError(f'palette file {path} cannot be read '
                         f'({error.strerror})') from error
    except ValueError as error:  # not JSON, or not UTF-8
        raise InputError(
            f'palette file {path} is not JSON ({error})') from error
    if not isinstance(content, dict) or not isinstance(
            content.get('colours'), list):
        raise InputError(f'palette file {path} has no list of colours; it '
                         'must be a palette.json that this codec wrote')
    return content
