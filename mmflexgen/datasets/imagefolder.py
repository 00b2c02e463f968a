"""The imagefolder convention of diffusers users, read without torch."""

import json
import os.path as osp
from typing import Dict, List

import numpy as np
from PIL import Image

from mmflexgen.utils import InputError
from mmflexgen.utils.read_rgb import read_rgb


def read_metadata(data_root: str) -> List[Dict]:
    """Records of ``data_root/metadata.jsonl``.

    Args:
        data_root: folder of images with a ``metadata.jsonl`` of one JSON
            object per line: ``file_name``, ``text`` and optionally
            ``texts`` (several phrasings of the same caption).

    Returns:
        One dict per image: ``file_name``, and ``texts`` with at least one
        text.

    Raises:
        InputError: if folder, file or a field is missing.
    """
    path = osp.join(data_root, 'metadata.jsonl')
    if not osp.isdir(data_root):
        raise InputError(
            f'the image folder {data_root} does not exist: write it with '
            'tools/dataset_converters/shapesworld.py, or set data_root to '
            'a folder of images with a metadata.jsonl')
    if not osp.isfile(path):
        raise InputError(
            f'{data_root} holds no metadata.jsonl: write one line '
            '{"file_name": "0.png", "text": "a caption"} per image')
    records = []
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                texts = record.get('texts') or [record['text']]
                records.append(
                    dict(file_name=record['file_name'], texts=texts))
            except (json.JSONDecodeError, KeyError, AttributeError) as error:
                raise InputError(
                    f'line {number} of {path} is not a JSON object with '
                    f'file_name and text ({error}): mend the line'
                ) from error
    if not records:
        raise InputError(f'{path} lists no image: write one line '
                         '{"file_name": "0.png", "text": "a caption"} per '
                         'image')
    return records


def read_image(path: str, size: int) -> np.ndarray:
    """Read an image, scaled and cropped about its centre to a square.

    Args:
        path: file that PIL can read.
        size: edge of the result, in pixels.

    Returns:
        (size, size, 3) uint8 RGB.

    Raises:
        InputError: if the file is missing, truncated or no image.
    """
    image = read_rgb(path)
    if image.size != (size, size):
        scale = size / min(image.size)
        width, height = (max(size, round(edge * scale))
                         for edge in image.size)
        image = image.resize((width, height), Image.Resampling.BICUBIC)
        left, top = (width - size) // 2, (height - size) // 2
        image = image.crop((left, top, left + size, top + size))
    return np.asarray(image)
