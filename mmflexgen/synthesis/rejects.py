"""Pictures of rejected attempts: a few of every reason, however many.

Which attempts are shown is a function of the manifest alone: of every
reason the first ones, by attempt and then by sample id. So it does not
matter who made which shard, in which order. The first ones of the whole are
among the first ones of any part of it, which is why a shard keeps its own,
leaves out those that others surpass already, and the last step removes the
rest.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterable, List, NamedTuple
from urllib.parse import quote

from .output_folder import OutputFolder
from .work_list import Shard

FOLDER = 'rejects'
# Pictures of one reason, and of all.
PER_REASON, IN_ALL = 4, 48
_NAME = re.compile(r'(\d+)_(\d+)_([^.]*)\.(?:jpg|txt)')


class Reject(NamedTuple):
    """A rejected attempt; smaller ones are shown first.

    Attributes:
        attempt: from 0.
        sample_id: of its slot.
        reason: as it stands in file names.
    """

    attempt: int
    sample_id: int
    reason: str

    @classmethod
    def of(cls, sample_id: int, entry: Dict[str, Any]) -> 'Reject':
        """The reject of an entry in a manifest line."""
        # No dot, which would begin a suffix, and room for the rest.
        reason = quote(entry['reason'].replace(' ', '_'), safe='')
        return cls(entry['attempt'], sample_id,
                   reason.replace('.', '%2E')[:80])

    def file(self, suffix: str) -> str:
        """Path of its picture within the dataset."""
        return (f'{FOLDER}/{self.attempt:02d}_{self.sample_id:08d}_'
                f'{self.reason}{suffix}')


def first_of_each(rejects: Iterable[Reject]) -> List[Reject]:
    """Those that are shown, in order."""
    counts: Counter = Counter()
    chosen: List[Reject] = []
    for reject in sorted(set(rejects)):
        if counts[reject.reason] < PER_REASON and len(chosen) < IN_ALL:
            counts[reject.reason] += 1
            chosen.append(reject)
    return chosen


def placed_pictures(root: Path) -> Dict[Reject, Path]:
    """All pictures that are in place."""
    found = {}
    for path in (Path(root) / FOLDER).glob('*'):
        parts = _NAME.fullmatch(path.name)
        if parts:
            attempt, sample_id, reason = parts.groups()
            found[Reject(int(attempt), int(sample_id), reason)] = path
    return found


def settled_pictures(folder: OutputFolder, shard_size: int) -> List[Reject]:
    """Those whose shards nobody is working at: they can be counted on.

    Args:
        folder: the opened dataset folder.
        shard_size: slots of a shard.
    """
    # Listed first: a draft's folder is there before its pictures.
    drafts = {path.name for path in folder.staging.glob('shard_*[0-9]')}
    return [reject for reject in placed_pictures(folder.root)
            if Shard(reject.sample_id // shard_size,
                     range(0)).name not in drafts]


def keep_first(root: Path,
               lines: Iterable[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Removes the pictures that are not to be shown.

    Args:
        root: dataset folder.
        lines: its whole manifest.

    Returns:
        list: of those that are shown, in order: ``path`` of the picture,
        ``id``, ``prompt``, ``attempt``, ``seed`` and ``reason``.
    """
    placed = placed_pictures(root)
    slots = {reject.sample_id for reject in placed}
    settled, found = set(), {}
    for line in lines:
        if line['id'] in slots:
            settled.add(line['id'])
            for entry in line['rejects']:
                found[Reject.of(line['id'], entry)] = dict(
                    entry, id=line['id'], prompt=line['prompt'])
    shown = first_of_each(found.keys() & placed.keys())
    for reject in placed.keys() - set(shown):
        # Others may be at work on further slots: those are theirs.
        if reject.sample_id in settled:
            placed[reject].unlink(missing_ok=True)
    return [dict(found[reject], path=placed[reject]) for reject in shown]
