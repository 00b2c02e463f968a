"""The folder that features are cached in."""

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List

from mmflexgen.synthesis.run_record import differences
from mmflexgen.utils import InputError
from mmflexgen.utils.atomic import replace_file
from mmflexgen.utils.locks import FileLock
from .settings import model_settings

RECORD = 'features.json'
_FILL = 'python tools/cache_features.py CONFIG'


class FeatureCache:
    """One file per view of an image, and a record of what made them.

    Args:
        root: path; made when it is first filled.
    """

    def __init__(self, root: str) -> None:
        self.root = Path(root)
        self.staging = self.root / '.partial'

    def path(self, image: int, view: int) -> Path:
        """File of a view."""
        return self.root / 'views' / f'{image:08d}_{view:04d}.safetensors'

    def read_record(self) -> Dict[str, Any]:
        """The record: ``config`` of ``model``, ``views`` and ``dtype``,
        ``shape`` of the columns, ``made_with`` which software.

        Raises:
            InputError: there is none, or it is damaged.
        """
        path = self.root / RECORD
        if not path.is_file():
            raise InputError(f'{self.root} is no feature cache, it has no '
                             f'{RECORD}: make it by {_FILL}')
        try:
            return json.loads(path.read_text(encoding='utf-8'))
        except ValueError as error:
            raise InputError(f'{path} is damaged ({error}): delete '
                             f'{self.root} and run {_FILL}') from error

    def check(self, **settings: Any) -> Dict[str, Any]:
        """Compares settings with those of the record; returns the record.

        Args:
            settings: parts of the record's ``config``.

        Raises:
            InputError: they differ, or there is no record.
        """
        record = self.read_record()
        found = differences(
            dict(config={key: record['config'].get(key) for key in settings}),
            dict(config=settings))
        if found:
            more = f' and {len(found) - 3} more' if len(found) > 3 else ''
            raise InputError(
                f'The feature cache {self.root} was made with other settings '
                f'({"; ".join(found[:3])}{more}): give another cache folder '
                f'and run {_FILL}, or the settings it was made with')
        return record

    def shape(self, column_settings: Dict[str, Any]) -> Dict[str, Any]:
        """What a generator of these settings builds its decoders by.

        Raises:
            InputError: the cache was made with other settings.
        """
        return self.check(model=model_settings(column_settings))['shape']

    def missing(self, num_images: int, num_views: int) -> List[int]:
        """Numbers of the views that are not there, ``view * num_images +
        image`` of each."""
        folder = self.root / 'views'
        found = set(os.listdir(folder)) if folder.is_dir() else set()
        return [view * num_images + image
                for view in range(num_views) for image in range(num_images)
                if self.path(image, view).name not in found]

    def check_complete(self, num_images: int, num_views: int) -> None:
        """Raises InputError if a view is missing."""
        missing = len(self.missing(num_images, num_views))
        if missing:
            raise InputError(
                f'The feature cache {self.root} lacks {missing} of '
                f'{num_images * num_views} views: run {_FILL}')

    @contextmanager
    def filling(self, record: Dict[str, Any]) -> Iterator[None]:
        """Holds the folder for one process while it is filled.

        Args:
            record: see :meth:`read_record`.

        Raises:
            InputError: the folder cannot be written, another process fills
                it, or it was made with other settings.
        """
        lock = FileLock(self.root / '.lock')
        try:
            (self.root / 'views').mkdir(parents=True, exist_ok=True)
            alone = lock.acquire(wait=False)
        except OSError as error:
            raise InputError(f'{self.root} cannot be written '
                             f'({error.strerror})') from error
        if not alone:
            raise InputError(f'Another process fills {self.root}: wait for '
                             'it, or give another cache folder')
        try:
            # Left over from a process that was killed.
            shutil.rmtree(self.staging, ignore_errors=True)
            self.staging.mkdir()
            if any((self.root / 'views').iterdir()):
                before = self.check(**record['config'])['made_with']
                record = dict(record, made_with=before + [
                    item for item in record['made_with']
                    if item not in before])
            self.write(self.root / RECORD, (
                json.dumps(record, indent=2, ensure_ascii=False) + '\n'
            ).encode('utf-8'))
            yield
        finally:
            shutil.rmtree(self.staging, ignore_errors=True)
            lock.release(remove=True)

    def write(self, path: Path, content: bytes) -> None:
        """Puts a file of the folder in place, whole or not at all."""
        replace_file(path, [content], self.staging)
