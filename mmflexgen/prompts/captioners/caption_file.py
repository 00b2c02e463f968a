"""Captions on disk, so that no image is described twice."""

import hashlib
import json
import os
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Protocol, Sequence, Tuple

from mmflexgen.utils import InputError
from .captioned_image import CaptionedImage

_KEYS = {'file_name', 'text', 'sha256', 'captioner'}


class Captioner(Protocol):
    """What captioners have in common.

    Attributes:
        needs_classes: whether it reads ``CaptionedImage.classes``.
    """

    needs_classes: bool

    def __call__(self, images: Sequence[CaptionedImage]) -> List[str]:
        """A caption per image, of one line."""

    def key(self) -> str:
        """What its captions depend on, besides the image."""


class CaptionFile:
    """JSON lines ``{"file_name", "text", "sha256", "captioner"}``.

    Other parts read it as it is: ``FilePrompt``, ``ImageCaptions``. A line
    counts as long as the image has the same bytes and, where the captioner
    looks at them, the same classes. A line that was cut off by a kill is
    written anew.

    Args:
        path: ``.jsonl`` file; made if missing.
        captioner: who describes.

    Raises:
        InputError: another suffix, or a file that is damaged or holds
            captions of another captioner.
    """

    def __init__(self, path: str, captioner: Captioner) -> None:
        if Path(path).suffix != '.jsonl':
            raise InputError(f'{path} must end in .jsonl')
        self.path = Path(path)
        self.captioner = captioner
        self._known = {line['file_name']: line for line in self._read()}

    def fill(self, images: Iterable[CaptionedImage],
             batch_size: int = 8) -> Iterator[int]:
        """Describes the images that have no caption yet.

        Lines of images that have changed leave the file.

        Args:
            images: see :func:`iter_images`.
            batch_size: images that are described at once.

        Yields:
            How many captions each batch added; they are on disk by then.

        Raises:
            InputError: an image cannot be read.
        """
        lacking: List[Tuple[CaptionedImage, str]] = []
        stale = False
        for image in images:
            digest = self._digest(image)
            known = self._known.get(image.name)
            if known is None or known['sha256'] != digest:
                stale |= self._known.pop(image.name, None) is not None
                lacking.append((image, digest))
        if stale:
            self._rewrite()
        for start in range(0, len(lacking), batch_size):
            batch = lacking[start:start + batch_size]
            texts = self.captioner([image for image, _ in batch])
            self._append([dict(file_name=image.name, text=text, sha256=digest,
                               captioner=self.captioner.key())
                          for (image, digest), text in zip(batch, texts)])
            yield len(batch)

    def __len__(self) -> int:
        return len(self._known)

    def _digest(self, image: CaptionedImage) -> str:
        try:
            digest = hashlib.sha256(Path(image.path).read_bytes())
        except OSError as error:
            raise InputError(f'the image {image.path} cannot be read '
                             f'({error.strerror}): restore it') from error
        if self.captioner.needs_classes:
            digest.update('\n'.join(image.classes).encode())
        return digest.hexdigest()

    def _read(self) -> Iterator[Dict[str, str]]:
        if not self.path.exists():
            return
        lines = self.path.read_bytes().split(b'\n')
        if lines[-1]:  # cut off
            os.truncate(self.path, self.path.stat().st_size - len(lines[-1]))
        for number, line in enumerate(lines[:-1], 1):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if not isinstance(entry, dict) or not _KEYS <= set(entry):
                raise InputError(
                    f'{self.path}, line {number} is no caption of this tool; '
                    'choose another file')
            if entry['captioner'] != self.captioner.key():
                raise InputError(
                    f'{self.path} holds captions by {entry["captioner"]}, '
                    f'not by {self.captioner.key()}; choose another file')
            yield entry

    def _append(self, entries: Sequence[Dict[str, str]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, 'a', encoding='utf-8') as file:
            file.writelines(json.dumps(entry) + '\n' for entry in entries)
            file.flush()
            os.fsync(file.fileno())
        self._known.update((entry['file_name'], entry) for entry in entries)

    def _rewrite(self) -> None:
        temporary = self.path.with_suffix('.tmp')
        temporary.write_text(''.join(json.dumps(entry) + '\n' for entry
                                     in self._known.values()), 'utf-8')
        os.replace(temporary, self.path)
