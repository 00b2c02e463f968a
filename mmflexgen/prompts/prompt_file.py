"""Reads files of prompts."""

import json
from pathlib import Path
from typing import Any, Iterator, NamedTuple, Optional, Tuple

from ..utils import InputError

_TEXT_KEYS = ('prompt', 'text', 'caption')


class FileLine(NamedTuple):
    """One prompt of a file.

    Attributes:
        text: the prompt.
        classes: its classes where the file states them, else None.
        image: file name of the image it describes, where the file says so.
        place: where it stands, for messages.
    """

    text: str
    classes: Optional[Tuple[str, ...]]
    image: Optional[str]
    place: str


def read_prompts(path: str) -> Iterator[FileLine]:
    """Prompts of a file, in its order; empty lines are left out.

    - ``.txt`` and others: one prompt a line.
    - ``.jsonl``: objects with ``prompt``, ``text`` or ``caption``, and
      ``classes`` if they are known, ``file_name`` if they describe an
      image.
    - ``.json``: COCO captions (``annotations[i].caption``, and by its
      ``image_id`` the ``file_name`` among ``images``).

    Raises:
        InputError: missing, not UTF-8, not JSON, or without such a key.
    """
    try:
        text = Path(path).read_text(encoding='utf-8')
    except OSError as error:
        raise InputError(
            f'prompt file {path} cannot be read ({error.strerror})'
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f'prompt file {path} is not UTF-8 text '
                         f'(byte {error.start})') from error
    suffix = Path(path).suffix.lower()
    if suffix == '.json':
        yield from _coco(text, path)
        return
    # Not splitlines: JSON lines may hold U+2028 and the like unescaped.
    for number, line in enumerate(text.split('\n'), 1):
        if not line.strip():
            continue
        place = f'{path}, line {number}'
        if suffix == '.jsonl':
            yield _json_line(_parse(line, place), place)
        else:
            yield FileLine(line.strip(), None, None, place)


def _parse(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f'{place} is not JSON: {error}') from error


def _json_line(entry: Any, place: str) -> FileLine:
    key = next((key for key in _TEXT_KEYS
                if isinstance(entry, dict) and entry.get(key)), None)
    if key is None or not isinstance(entry[key], str):
        raise InputError(f'{place} has no text under any of '
                         f'{", ".join(_TEXT_KEYS)}')
    classes = entry.get('classes')
    return FileLine(entry[key].strip(),
                    None if classes is None else tuple(classes),
                    entry.get('file_name'), place)


def _coco(text: str, path: str) -> Iterator[FileLine]:
    data = _parse(text, f'prompt file {path}')
    entries = data.get('annotations') if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise InputError(
            f'prompt file {path} is not COCO captions: it has no list of '
            'annotations; for one object a line use the suffix .jsonl')
    images = {image.get('id'): image.get('file_name')
              for image in data.get('images', ())}
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict) or not entry.get('caption'):
            raise InputError(f'{path}, annotation {number} has no caption; '
                             'is this the captions file?')
        # Some of COCO's own captions hold line breaks.
        yield FileLine(' '.join(entry['caption'].split()), None,
                       images.get(entry.get('image_id')),
                       f'{path}, annotation {number}')
