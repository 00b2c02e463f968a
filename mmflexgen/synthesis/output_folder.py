"""The folder a dataset is made in."""

import json
import shutil
from pathlib import Path
from typing import Any, Dict, Iterable, Optional, Union

from ..utils import InputError
from ..utils.atomic import replace_file
from ..utils.locks import FileLock
from .manifest import FOLDER as MANIFEST
from .run_record import differences

RECORD = 'synthesis.json'


class OutputFolder:
    """Belongs to one config, seed and checkpoint.

    Args:
        root: path; made when it is opened.

    Attributes:
        run: once it is opened, the ``run`` of what is made here now.
    """

    def __init__(self, root: str) -> None:
        self.root = Path(root)
        self.run = ''
        self.staging = self.root / '.partial'
        # Held for moments, by whoever comes or leaves.
        self._door = FileLock(self.root / '.lock')
        # Shared by all who work here.
        self._users = FileLock(self.root / '.users')

    def read_record(self) -> Optional[Dict[str, Any]]:
        """The record of the run that made the folder; None if it is new.

        Raises:
            InputError: the record was damaged, or the folder is a file or
                holds something else.
        """
        if self.root.exists() and not self.root.is_dir():
            raise InputError(f'{self.root} is a file; give a folder as --out')
        # Listed first: another process may be writing the record just now.
        found = sorted(path.name for path in self.root.glob('*')
                       if not path.name.startswith('.'))
        path = self.root / RECORD
        if path.is_file():
            try:
                return json.loads(path.read_text(encoding='utf-8'))
            except ValueError as error:
                raise InputError(f'{path} is damaged ({error}); give another '
                                 '--out') from error
        if found:
            raise InputError(
                f'{self.root} holds {found[0]} but no {RECORD}, so this tool '
                'did not make it; give an empty or new folder as --out')
        return None

    def check(self, record: Dict[str, Any]) -> None:
        """Raises InputError if the folder is not this run's to continue."""
        old = self.read_record()
        begun = [*(self.root / MANIFEST).glob('shard_*'),
                 *self.staging.glob('shard_*')]
        if old is None or not begun:
            return  # nothing was made: nothing can be mixed up
        self._refuse_others(old, record)

    def _refuse_others(self, old: Dict[str, Any],
                       record: Dict[str, Any]) -> None:
        found = differences(old, record)
        if found:
            more = f' and {len(found) - 3} more' if len(found) > 3 else ''
            raise InputError(
                f'{self.root} was made with other settings and is left as it '
                f'is ({"; ".join(found[:3])}{more}); give another --out, or '
                'the settings it was made with')

    def open(self, record: Dict[str, Any]) -> bool:
        """Joins those who work in the folder, and records the run.

        Any number of processes may have it open, for the same record.

        Args:
            record: see :func:`make_record`.

        Returns:
            bool: whether earlier samples were made with other software or
            another number of threads, so that new ones may differ from
            theirs in the last bits.

        Raises:
            InputError: the folder cannot be made, written or locked,
                another process makes something else in it, or
                :meth:`check` fails.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._door.acquire()
        except OSError as error:
            raise InputError(f'{self.root} cannot be written '
                             f'({error.strerror})') from error
        try:
            alone = self._users.acquire(wait=False)
            if alone:
                self.check(record)
            else:
                self._users.acquire(shared=True)
                self._refuse_others(self.read_record(), record)
            old = self.read_record()
            made_with = list(record['made_with'])
            if old is not None and not differences(old, record):
                made_with = old['made_with'] + [
                    item for item in made_with
                    if item not in old['made_with']]
            self.write(RECORD, {**record, 'made_with': made_with})
            self.run = record['made_with'][0]['run']
            self._users.share()
        except BaseException:
            self._leave()
            raise
        self._door.release()
        return len(made_with) > 1

    def write(self, name: str,
              content: Union[Dict[str, Any], Iterable[bytes]]) -> None:
        """Writes a file of the dataset in one step.

        Args:
            name: path within the folder.
            content: pieces of bytes, or a dict to be written as JSON.
        """
        if isinstance(content, dict):
            text = json.dumps(content, indent=2, ensure_ascii=False)
            content = [text.encode('utf-8'), b'\n']
        self.staging.mkdir(exist_ok=True)
        replace_file(self.root / name, content, self.staging)

    def close(self) -> None:
        """Leaves; the last one removes all temporary files."""
        self._door.acquire()
        self._leave()

    def _leave(self) -> None:
        """Closes both locks, the door being held."""
        alone = self._users.try_exclusive()
        if alone and self.staging.is_dir():
            shutil.rmtree(self.staging)
        self._users.release(remove=alone)
        self._door.release(remove=alone)
