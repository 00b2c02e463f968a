"""Locks that the kernel frees when their holder ends, however it ends."""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Optional, TextIO


class FileLock:
    """``flock`` on a file that may be removed by its holder.

    Two locks on one path exclude each other within a process too.

    Args:
        path: the file; made when the lock is taken.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._file: Optional[TextIO] = None

    def acquire(self, shared: bool = False, wait: bool = True) -> bool:
        """Takes the lock.

        Args:
            shared: whether others may share it.
            wait: whether to wait for those who hold it.

        Returns:
            bool: whether the lock is held now.

        Raises:
            OSError: the file cannot be made, or the file system has no
                locks.
        """
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        while True:
            file = open(self.path, 'w')
            try:
                fcntl.flock(file, mode if wait else mode | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                return False
            if self._is_current(file):
                self._file = file
                return True
            # The holder removed the file after we had opened it.
            file.close()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the lock for a while; nothing is left of it afterwards."""
        self.acquire()
        try:
            yield
        finally:
            self.release(remove=True)

    def share(self) -> None:
        """From exclusive to shared, within a section that excludes others."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """From shared to exclusive, if nobody else shares it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # A failed conversion may have lost the shared lock.
            fcntl.flock(self._file, fcntl.LOCK_SH)
            return False
        return True

    def release(self, remove: bool = False) -> None:
        """Frees the lock.

        Args:
            remove: whether the file goes too; for exclusive holders.
        """
        if remove:
            self.path.unlink(missing_ok=True)
        self._file.close()
        self._file = None

    def _is_current(self, file: TextIO) -> bool:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return False
        return os.path.samestat(found, os.fstat(file.fileno()))
