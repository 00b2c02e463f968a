"""Loads every sample of a dataset, whatever it holds."""

import io
import os
from pathlib import Path
from typing import Any, Container, Dict, Iterator, List, Sequence, Tuple

from PIL import Image

from .fingerprints import Fingerprints, fingerprint
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
    label files without an image where the dataset lists its folder. A sample
    takes 16 bytes of memory for this, and 8 more where labels are looked for;
    what the dataset itself keeps of it comes on top.

    Args:
        dataset: of mmseg, mmdet or ours.
        result: filled here.
        files: keys of a sample's info that are paths, the image first.
        broken: COCO's ids of images whose annotations must not be loaded.

    Returns:
        Iterator: info and loaded sample of those that could be loaded.
    """
    listed = {key: Fingerprints(len(dataset))
              for key in (files[0], *_listed_folders(dataset, files))}
    contents = Fingerprints(len(dataset))
    for index in range(len(dataset)):
        info = dataset.get_data_info(index)
        paths = [info[key] for key in files]
        for key, found in listed.items():
            found.values[index] = _of_path(info[key])
        missing = [path for path in paths if not os.path.isfile(path)]
        if missing:
            result.problems.append(f'{missing[0]} is missing')
            continue
        try:
            contents.values[index], sizes = _look_at(paths)
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
    result.problems += _repeated(dataset, files[0], listed[files[0]],
                                 contents)
    for key in _listed_folders(dataset, files):
        result.problems += _without_image(dataset, key, listed[key])


def _look_at(paths: Sequence[str]) -> Tuple[int, List[Tuple[int, int]]]:
    """Fingerprint of the first file, and width and height of each.

    Raises:
        OSError: a file is truncated; OpenCV would decode it in part.
    """
    sizes = []
    for path in paths:
        data = Path(path).read_bytes()
        if path == paths[0]:
            found = fingerprint(data)
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            turned = picture.getexif().get(_ORIENTATION, 1) > 4
            sizes.append(picture.size[::-1] if turned else picture.size)
    return found, sizes


def _of_path(path: str) -> int:
    return fingerprint(os.path.normpath(path).encode())


def _repeated(dataset, key: str, listed: Fingerprints,
              contents: Fingerprints) -> Iterator[str]:
    """Clauses on images that are listed, or are there, more than once."""
    for index, first in listed.repeats():
        path = dataset.get_data_info(index)[key]
        if path == dataset.get_data_info(first)[key]:
            yield f'{path} is listed twice'
    for index, first in contents.repeats():
        path = dataset.get_data_info(index)[key]
        other = dataset.get_data_info(first)[key]
        if path != other and (Path(path).read_bytes()
                              == Path(other).read_bytes()):
            yield f'{path} is the same image as {other}'


def _listed_folders(dataset, files: Sequence[str]) -> List[str]:
    """Keys of label files whose folder the dataset takes as a whole."""
    return [key for key in files[1:]
            if not dataset.ann_file
            and os.path.isdir(dataset.data_prefix.get(key, ''))]


def _without_image(dataset, key: str, listed: Fingerprints) -> List[str]:
    """Clauses on label files that no image of a listed folder asks for."""
    listed.sort()
    return [f'the image of {path} is missing'
            for path in sorted(
                path for path in _files(dataset.data_prefix[key])
                if path.endswith(dataset.seg_map_suffix)
                and _of_path(path) not in listed)]


def _files(folder: str) -> Iterator[str]:
    """Paths of all files below a folder, none of them held."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry.path
