"""Layouts that a user wrote down."""

import json
from pathlib import Path
from typing import Any, Dict, Iterable, List

from ..registry import TASK_UTILS
from ..structures import Composition
from ..utils import InputError
from .layout import Layout


@TASK_UTILS.register_module()
class LayoutFile:
    """JSON lines, each a composition and optionally a ``prompt``.

    ``{"boxes": [[0.1, 0.2, 0.5, 0.9]], "categories": ["disc"]}``, boxes as
    x1, y1, x2, y2 in parts of width and height. Lines of a manifest hold the
    same under ``composition``, and may stand here as they are.

    Args:
        path: the file.

    Attributes:
        layouts: one per line.

    Raises:
        InputError: it cannot be read, or a line is no composition.
    """

    def __init__(self, path: str) -> None:
        try:
            text = Path(path).read_text(encoding='utf-8')
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f'the layouts in {path} cannot be read '
                             f'({error})') from error
        self.layouts: List[Layout] = []
        for number, line in enumerate(text.split('\n'), 1):
            if line.strip():
                self.layouts.append(_layout(line, f'{path}, line {number}'))
        if not self.layouts:
            raise InputError(f'{path} holds no layout')


def _layout(line: str, place: str) -> Layout:
    try:
        entry: Dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise InputError(f'{place} is not JSON: {error}') from error
    if not isinstance(entry, dict):
        raise InputError(f'{place} is no JSON object')
    try:
        composition = Composition.from_dict(entry.get('composition', entry))
    except InputError as error:
        raise InputError(f'{place}: {error}') from error
    prompt = entry.get('prompt')
    return Layout(composition, captions=(prompt, ) if prompt else ())


def write_layouts(path: str, compositions: Iterable[Composition]) -> None:
    """Write a file that :class:`LayoutFile` reads."""
    Path(path).write_text(''.join(
        json.dumps(each.to_dict()) + '\n' for each in compositions),
        encoding='utf-8')
