"""Compares the files of a dataset with its manifest."""

import hashlib
from pathlib import Path
from typing import Iterator

from .manifest import FOLDER, read_shard


def damaged_files(root: Path) -> Iterator[str]:
    """Clauses on files that are missing or not what was written.

    Stock loaders decode a truncated JPEG without a word; hashes tell.

    Args:
        root: dataset folder.
    """
    for shard in sorted((Path(root) / FOLDER).glob('shard_*.jsonl')):
        mend = f'delete {shard} and give the same command again'
        for line in read_shard(shard).values():
            for kind, file in line.get('files', {}).items():
                path = Path(root) / file
                if not path.is_file():
                    yield f'{path} is missing; {mend}'
                elif hashlib.sha256(
                        path.read_bytes()).hexdigest() != line['sha256'][kind]:
                    yield (f'{path} was changed or truncated after it was '
                           f'written; {mend}')
