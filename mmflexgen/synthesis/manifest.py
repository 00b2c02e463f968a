"""One JSON line per slot, one file per shard.

A line of an accepted sample holds what makes it again (``id``, ``attempt``,
``seed``, ``prompt``, ``classes``, ``real_image`` where it is made from a real
sample, and ``composition`` where boxes were asked for), its ``files`` and
their ``sha256``, both by '<format>/<kind>', its ``size`` (height, width), what
:func:`describe_annotations` says, ``scores``, the ``hashes`` that filters
recorded, the ``origin`` of a sample that is written again (its ``id`` and
``run`` there), and the earlier ``rejects`` of the slot. An unfilled slot has
``"unfilled": true`` and no files. ``run`` names what made the slot, by seed,
hashes of config and checkpoint, versions and device; ``synthesis.json`` holds
these, and what all lines share.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Dict, Iterator, Sequence

from ..structures import SynthRequest, SynthSample
from ..utils import InputError
from .annotations import describe_annotations

FOLDER = 'manifest'


def describe_unfilled(request: SynthRequest, rejects: Sequence[Dict],
                      run: str) -> Dict[str, Any]:
    """The line of a slot that was given up."""
    return dict(id=request.sample_id, run=run, unfilled=True,
                prompt=request.prompt, classes=list(request.classes),
                **_optional(request),
                rejects=list(rejects))


def describe_sample(sample: SynthSample, rejects: Sequence[Dict],
                    files: Dict[str, str], contents: Dict[str, bytes],
                    kinds: Sequence[str], metainfo: Dict[str, Any],
                    run: str) -> Dict[str, Any]:
    """The line of an accepted sample.

    Args:
        sample: checked.
        rejects: earlier attempts at its slot.
        files: '<format>/<kind>' to path within the dataset.
        contents: '<format>/<kind>' to the bytes of that file.
        kinds: annotations that were written.
        metainfo: of the generator.
        run: what makes it; see :func:`make_record`.
    """
    request = sample.request
    return dict(
        id=request.sample_id, run=run, attempt=request.attempt,
        seed=request.seed, prompt=request.prompt,
        classes=list(request.classes), **_optional(request), files=files,
        sha256={key: hashlib.sha256(data).hexdigest()
                for key, data in contents.items()},
        size=list(sample.image.shape[:2]),
        **describe_annotations(sample, kinds, metainfo),
        scores={name: round(float(value), 6)
                for name, value in sample.get('scores', {}).items()},
        **{key: sample.get(key) for key in ('hashes', 'origin')
           if key in sample},
        rejects=list(rejects))


def _optional(request: SynthRequest) -> Dict[str, Any]:
    """What not every request has."""
    fields: Dict[str, Any] = {}
    if request.real_image is not None:
        fields['real_image'] = request.real_image
    if request.composition is not None:
        fields['composition'] = request.composition.to_dict()
    return fields


def find_file(line: Dict[str, Any], kind: str) -> str:
    """Path of a sample's first file of a kind, such as 'image'.

    Raises:
        InputError: the sample has no file of this kind.
    """
    for key, file in line['files'].items():
        if key.rpartition('/')[2] == kind:
            return file
    raise InputError(f'sample {line["id"]} was written without {kind}')


def class_share(line: Dict[str, Any], name: str) -> float:
    """Part of the image that shows a class, 0 to 1.

    Where a sample has no ``sem_seg``, 1 for the classes of its objects and
    segments.
    """
    if 'pixels' in line:
        height, width = line['size']
        return line['pixels'].get(name, 0) / (height * width)
    return float(any(line.get(key, {}).get(name, 0)
                     for key in ('objects', 'segments')))


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
        # splitlines would end lines at U+2028 and the like, which JSON does
        # not escape.
        lines = [json.loads(line) for line in text.split('\n') if line]
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
