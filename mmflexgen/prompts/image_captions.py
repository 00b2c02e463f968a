"""Captions by the image that they describe."""

import os.path as osp
from typing import Dict, List, Tuple

from ..utils import InputError
from .prompt_file import read_prompts


class ImageCaptions:
    """Captions of a file whose lines name their image.

    An image is found by the end of its path: a caption of ``a.png`` is that
    of ``JPEGImages/a.png``. Where the file says more of the path, as in
    ``bonn/a.png``, that much has to agree.

    Args:
        path: COCO captions, or a ``.jsonl`` with ``file_name``; see
            :func:`read_prompts`.

    Raises:
        InputError: the file cannot be used, or names no image.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._captions: Dict[str, List[str]] = {}
        for line in read_prompts(path):
            if line.image is not None:
                self._captions.setdefault(
                    osp.normpath(line.image), []).append(line.text)
        if not self._captions:
            raise InputError(
                f'the captions in {path} name no images: give COCO captions, '
                'or a .jsonl with file_name and text')
        self._deepest = max(name.count(osp.sep) for name in self._captions)

    def of(self, img_path: str) -> Tuple[str, ...]:
        """The captions of an image, at least one.

        Raises:
            InputError: there is none.
        """
        parts = osp.normpath(img_path).split(osp.sep)
        for length in range(min(self._deepest + 1, len(parts)), 0, -1):
            name = osp.join(*parts[-length:])
            if name in self._captions:
                return tuple(self._captions[name])
        raise InputError(
            f'{self.path} has no caption for the image {img_path} (its first '
            f'one is for {next(iter(self._captions))}): give the captions of '
            'these images')
