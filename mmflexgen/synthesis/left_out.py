"""Samples that are on the disk and in no list, and why."""

from pathlib import Path
from typing import Dict, Iterator, Set

# Only where selections are configured: id and reason, one per line.
FILE = 'left_out.tsv'


def left_out_lines(left_out: Dict[int, str]) -> Iterator[bytes]:
    """The file's content.

    Args:
        left_out: id of a sample to the reason.
    """
    for slot, reason in sorted(left_out.items()):
        yield f'{slot}\t{reason}\n'.encode()


def read_left_out(root: Path) -> Set[int]:
    """Ids of what the selections of a finished dataset left out."""
    path = root / FILE
    if not path.is_file():
        return set()
    return {int(line.split('\t')[0])
            for line in path.read_text('utf-8').split('\n') if line}
