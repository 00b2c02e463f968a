"""Files that are there whole, or not at all, whatever happens."""

import json
import os
from pathlib import Path
from typing import Any, Iterable


def write_synced(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes a file and waits until it is on the disk."""
    with open(path, 'wb') as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Waits until a folder's renames are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, pieces: Iterable[bytes],
                 staging: Path) -> None:
    """Puts a file in place in one step.

    Args:
        path: final name.
        pieces: contents.
        staging: folder on the same file system for the temporary file.
    """
    temporary = staging / path.name
    write_synced(temporary, pieces)
    os.replace(temporary, path)
    sync_folder(path.parent)


def write_json(path: Path, value: Any) -> None:
    """Puts a value in a JSON file, in one step."""
    temporary = path.with_name(f'{path.name}.tmp')
    write_synced(temporary, [json.dumps(value, indent=1).encode() + b'\n'])
    os.replace(temporary, path)
