"""Loads every sample of a dataset, whatever it holds."""

import hashlib
import io
from pathlib import Path
from typing import Any, Container, Dict, Iterator, List, Sequence, Set, Tuple

from PIL import Image

from .result import Verification

# What the stock loaders raise on files that they cannot decode.
_UNREADABLE = (OSError, SyntaxError, ValueError, AssertionError,
               AttributeError, TypeError, IndexError, KeyError)
_ORIENTATION = 274  # EXIF; from 5 on, width and height change places


def read_samples(
    dataset, result: Verification, files: Sequence[str],
    broken: Container[Any] = ()
) -> Iterator[Tuple[Dict[str, Any], Dict[str, Any]]]:
    """Yields what the dataset's pipeline makes of each sample.

    Files that are missing, cannot be read, differ in size, are listed twice
    or hold the same image as another go into ``result.problems``, and so do
    label files without an image where the dataset lists its folder.

    Args:
        dataset: of mmseg, mmdet or ours.
        result: filled here.
        files: keys of a sample's info that are paths, the image first.
        broken: COCO's ids of images whose annotations must not be loaded.

    Returns:
        Iterator: info and loaded sample of those that could be loaded.
    """
    listed: Set[str] = set()
    images: Dict[bytes, str] = {}
    for index in range(len(dataset)):
        info = dataset.get_data_info(index)
        paths = [info[key] for key in files]
        if paths[0] in listed:
            result.problems.append(f'{paths[0]} is listed twice')
        listed.update(paths)
        missing = [path for path in paths if not Path(path).is_file()]
        if missing:
            result.problems.append(f'{missing[0]} is missing')
            continue
        try:
            digest, sizes = _look_at(paths)
            first = images.setdefault(digest, paths[0])
            if first != paths[0]:
                result.problems.append(
                    f'{paths[0]} is the same image as {first}')
            if len(set(sizes)) > 1:
                result.problems.append(
                    '{} is {} x {} px, its labels are {} x {}'.format(
                        paths[0], *sizes[0], *sizes[1]))
                continue
            if info.get('img_id') in broken:
                continue
            loaded = dataset.prepare_data(index)
        except _UNREADABLE as error:
            result.problems.append(
                f'{paths[0]} or its labels cannot be read '
                f'({type(error).__name__}: {error})')
            continue
        yield info, loaded
    result.problems += _without_image(dataset, files, listed)


def _look_at(paths: Sequence[str]) -> Tuple[bytes, List[Tuple[int, int]]]:
    """Hash of the first file, and width and height of each.

    Raises:
        OSError: a file is truncated; OpenCV would decode it in part.
    """
    sizes = []
    for path in paths:
        data = Path(path).read_bytes()
        if path == paths[0]:
            digest = hashlib.sha256(data).digest()
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            turned = picture.getexif().get(_ORIENTATION, 1) > 4
            sizes.append(picture.size[::-1] if turned else picture.size)
    return digest, sizes


def _without_image(dataset, files: Sequence[str],
                   listed: Set[str]) -> Iterator[str]:
    """Clauses on label files that no image of a listed folder asks for."""
    for key in files[1:]:
        folder = dataset.data_prefix.get(key)
        if folder and not dataset.ann_file:
            for path in sorted(Path(folder).rglob(
                    f'*{dataset.seg_map_suffix}')):
                if str(path) not in listed:
                    yield f'the image of {path} is missing'
