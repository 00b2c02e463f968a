"""The folder a dataset is made in."""

import fcntl
import json
import shutil
from pathlib import Path
from typing import Any, Dict, Iterable, Optional, TextIO, Union

from ..utils import InputError
from .atomic import replace_file
from .manifest import FOLDER as MANIFEST
from .run_record import differences

RECORD = 'synthesis.json'


class OutputFolder:
    """Belongs to one config, seed and checkpoint, and to one run at a time.

    Args:
        root: path; made when it is opened.
    """

    def __init__(self, root: str) -> None:
        self.root = Path(root)
        self.staging = self.root / '.partial'
        self._lock: Optional[TextIO] = None

    def read_record(self) -> Optional[Dict[str, Any]]:
        """The record of the run that made the folder; None if it is new.

        Raises:
            InputError: the record was damaged, or the folder is a file or
                holds something else.
        """
        path = self.root / RECORD
        if path.is_file():
            try:
                return json.loads(path.read_text(encoding='utf-8'))
            except ValueError as error:
                raise InputError(f'{path} is damaged ({error}); give another '
                                 '--out') from error
        if self.root.exists() and not self.root.is_dir():
            raise InputError(f'{self.root} is a file; give a folder as --out')
        if self.root.is_dir():
            found = sorted(path.name for path in self.root.iterdir()
                           if not path.name.startswith('.'))
            if found:
                raise InputError(
                    f'{self.root} holds {found[0]} but no {RECORD}, so this '
                    'tool did not make it; give an empty or new folder as '
                    '--out')
        return None

    def check(self, record: Dict[str, Any]) -> None:
        """Raises InputError if the folder is not this run's to continue."""
        old = self.read_record()
        begun = [*(self.root / MANIFEST).glob('shard_*'),
                 *self.staging.glob('shard_*')]
        if old is None or not begun:
            return  # nothing was made: nothing can be mixed up
        found = differences(old, record)
        if found:
            more = f' and {len(found) - 3} more' if len(found) > 3 else ''
            raise InputError(
                f'{self.root} was made with other settings and is left as it '
                f'is ({"; ".join(found[:3])}{more}); give another --out, or '
                'the settings it was made with')

    def open(self, record: Dict[str, Any]) -> bool:
        """Locks the folder for this process and records the run.

        Args:
            record: see :func:`make_record`.

        Returns:
            bool: whether earlier samples were made with other software, so
            that new ones may differ from theirs in the last bits.

        Raises:
            InputError: the folder cannot be made or written, another
                process works in it, or :meth:`check` fails.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._lock = open(self.root / '.lock', 'w')
        except OSError as error:
            raise InputError(f'{self.root} cannot be written '
                             f'({error.strerror})') from error
        try:
            # The kernel drops the lock when the process ends, killed or not.
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise InputError(f'another process is working in {self.root}; '
                             'wait for it, or stop it first') from error
        self.check(record)
        old = self.read_record()
        made_with = list(record['made_with'])
        if old is not None and not differences(old, record):
            made_with = old['made_with'] + [
                item for item in made_with if item not in old['made_with']]
        self.write(RECORD, {**record, 'made_with': made_with})
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

    def clear_staging(self) -> None:
        """Removes all temporary files."""
        if self.staging.is_dir():
            shutil.rmtree(self.staging)

    def close(self) -> None:
        """Leaves the folder to others."""
        self.clear_staging()
        self._lock.close()
