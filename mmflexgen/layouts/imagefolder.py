"""Layouts of an imagefolder, such as ShapesWorld's unlabelled images."""

import json
import os.path as osp
from typing import Any, Iterator

from PIL import Image, UnidentifiedImageError

from ..registry import TASK_UTILS
from ..utils import InputError
from .layout import LayoutReader, Scene


@TASK_UTILS.register_module()
class ImageFolderLayouts(LayoutReader):
    """``metadata.jsonl`` whose lines hold ``boxes``.

    Each box is ``{"category": "disc", "bbox": [x, y, width, height]}`` in
    pixels, beside ``file_name`` and ``text`` or ``texts``.

    Args:
        data_root: folder of the images and ``metadata.jsonl``.
        kwargs: see :class:`LayoutReader`.

    Raises:
        InputError: a file is missing, or a line is not as above.
    """

    def __init__(self, data_root: str, **kwargs: Any) -> None:
        super().__init__(data_root, **kwargs)

    def scenes(self) -> Iterator[Scene]:
        """Every line of the file."""
        path = osp.join(self.data_root, 'metadata.jsonl')
        if not osp.isfile(path):
            raise InputError(
                f'{path} does not exist: write ShapesWorld with `python '
                'tools/dataset_converters/shapesworld.py data/shapesworld`, '
                'or set data_root to a folder that has one')
        with open(path, encoding='utf-8') as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield self._scene(line, f'line {number} of {path}')

    def _scene(self, line: str, place: str) -> Scene:
        try:
            record = json.loads(line)
            name = record['file_name']
            corners = [item['bbox'] for item in record['boxes']]
            names = [item['category'] for item in record['boxes']]
            boxes = [(x, y, x + w, y + h) for x, y, w, h in corners]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f'{place} is not a JSON object with file_name and boxes of '
                f'category and bbox ({type(error).__name__}: {error}): mend '
                'the line') from error
        try:
            with Image.open(osp.join(self.data_root, name)) as image:
                width, height = image.size
        except (OSError, UnidentifiedImageError) as error:
            raise InputError(f'the image {name} of {place} cannot be read '
                             f'({error}): restore it') from error
        texts = record.get('texts') or [record.get('text', '')]
        return Scene(name, width, height, boxes, names,
                     tuple(filter(None, texts)))
