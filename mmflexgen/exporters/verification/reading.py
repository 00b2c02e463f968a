"""Loads every sample of a dataset, whatever it holds."""

import hashlib
import io
from pathlib import Path
from typing import Any, Dict, Iterator, Sequence, Tuple

from PIL import Image

from .result import Verification

# What the stock loaders raise on files that they cannot decode.
_UNREADABLE = (OSError, SyntaxError, ValueError, AssertionError,
               AttributeError, TypeError, IndexError, KeyError)


def read_samples(
    dataset, result: Verification, files: Sequence[str]
) -> Iterator[Tuple[Dict[str, Any], Dict[str, Any]]]:
    """Yields what the dataset's pipeline makes of each sample.

    Files that are missing, cannot be read, are listed twice or hold the
    same image as another go into ``result.problems``.

    Args:
        dataset: of mmseg, mmdet or ours.
        result: filled here.
        files: keys of a sample's info that are paths, the image first.

    Returns:
        Iterator: info and loaded sample of those that could be loaded.
    """
    listed, contents = set(), {}
    for index in range(len(dataset)):
        info = dataset.get_data_info(index)
        paths = [info[key] for key in files]
        image = paths[0]
        if image in listed:
            result.problems.append(f'{image} is listed twice')
        listed.add(image)
        missing = [path for path in paths if not Path(path).is_file()]
        if missing:
            result.problems.append(f'{missing[0]} is missing')
            continue
        try:
            for path in paths:
                _decode_whole(path)
            loaded = dataset.prepare_data(index)
        except _UNREADABLE as error:
            result.problems.append(
                f'{image} or its labels cannot be read '
                f'({type(error).__name__}: {error})')
            continue
        digest = hashlib.sha256(Path(image).read_bytes()).digest()
        if contents.setdefault(digest, image) != image:
            result.problems.append(
                f'{image} is the same image as {contents[digest]}')
        yield info, loaded


def sizes_differ(info: Dict[str, Any], loaded: Dict[str, Any],
                 shape: Sequence[int]) -> str:
    """A clause if the annotations have another size than the image."""
    height, width = loaded['img'].shape[:2]
    if (height, width) == tuple(shape):
        return ''
    return (f'{info["img_path"]} is {width} x {height} px, its labels are '
            f'{shape[1]} x {shape[0]}')


def _decode_whole(path: str) -> None:
    """Raises OSError for a truncated file, which OpenCV decodes in part."""
    with Image.open(io.BytesIO(Path(path).read_bytes())) as picture:
        picture.load()
