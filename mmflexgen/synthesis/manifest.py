"""One JSON line per slot, one file per shard.

A line of an accepted sample holds what makes it again (``id``, ``attempt``,
``seed``, ``prompt``, ``classes``), its ``files`` and their ``sha256``, its
``size`` (height, width), ``pixels`` per class, ``scores`` and the earlier
``rejects`` of the slot. An unfilled slot has ``"unfilled": true`` and no
files. What all lines share stands in ``synthesis.json``.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Dict, Iterator, Sequence

import numpy as np

from ..utils import InputError
from .contract import IGNORE_INDEX

FOLDER = 'manifest'


def describe_unfilled(outcome) -> Dict[str, Any]:
    """The line of a slot that was given up."""
    request = outcome.request
    return dict(id=request.sample_id, unfilled=True, prompt=request.prompt,
                classes=list(request.classes), rejects=outcome.rejects)


def describe_sample(outcome, files: Dict[str, str],
                    contents: Dict[str, bytes],
                    classes: Sequence[str]) -> Dict[str, Any]:
    """The line of an accepted sample.

    Args:
        outcome: with a sample.
        files: kind to path within the dataset.
        contents: kind to the bytes of that file.
        classes: names by label id.
    """
    request, sample = outcome.request, outcome.sample
    return dict(
        id=request.sample_id, attempt=request.attempt, seed=request.seed,
        prompt=request.prompt, classes=list(request.classes), files=files,
        sha256={kind: hashlib.sha256(data).hexdigest()
                for kind, data in contents.items()},
        size=list(sample.sem_seg.shape),
        pixels=count_pixels(sample.sem_seg, classes),
        scores={name: round(float(value), 6)
                for name, value in sample.get('scores', {}).items()},
        rejects=outcome.rejects)


def count_pixels(labels: np.ndarray, classes: Sequence[str]) -> Dict[str, int]:
    """Pixels per class that occurs, by name; void counts as 'ignore'."""
    ids, counts = np.unique(labels, return_counts=True)
    return {'ignore' if index == IGNORE_INDEX else classes[index]: count
            for index, count in zip(ids.tolist(), counts.tolist())}


def encode_lines(lines: Dict[int, Dict[str, Any]]) -> bytes:
    """A manifest file's contents, in order of the ids."""
    return ''.join(json.dumps(lines[slot], ensure_ascii=False) + '\n'
                   for slot in sorted(lines)).encode('utf-8')


def read_shard(path: Path) -> Dict[int, Dict[str, Any]]:
    """Lines of a manifest file by sample id; none if it does not exist.

    Raises:
        InputError: the file was damaged.
    """
    try:
        text = path.read_text(encoding='utf-8')
        lines = [json.loads(line) for line in text.splitlines()]
        return {line['id']: line for line in lines}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f'the manifest {path} is damaged ({error}); delete it and run '
            'the same command again to make its samples anew') from error


def iter_manifest(root: Path) -> Iterator[Dict[str, Any]]:
    """All lines of a dataset in order of the ids, one shard at a time."""
    for path in sorted((Path(root) / FOLDER).glob('shard_*.jsonl')):
        yield from read_shard(path).values()
