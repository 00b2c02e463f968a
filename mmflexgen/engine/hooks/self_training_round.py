"""A round of self-training on disk."""

import hashlib
import json
import math
import shutil
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
from mmengine.dist import all_gather_object, barrier, is_main_process
from torch import nn

from mmflexgen.exporters import VOCExporter
from mmflexgen.utils import InputError

LABELS, RECORD = 'SegmentationClass', 'round.json'


@dataclass
class SampleEntry:
    """What a round found out about a sample.

    Attributes:
        hardness: S of equation 8; None if its label shows no foreground.
        shown: foreground classes in the label that was ranked.
        changed: share of the pixels that relabelling changed; None if it
            was not relabelled.
        kept: whether it is one of the easier ones.
    """

    hardness: Optional[float]
    shown: int = 0
    changed: Optional[float] = None
    kept: bool = False


def keep_easiest(entries: Sequence[SampleEntry], names: Sequence[str],
                 share: float, per: str = 'dataset') -> List[SampleEntry]:
    """The same entries, the easiest of them kept.

    Args:
        entries: in any order.
        names: of the samples; they decide between equals.
        share: above 0, up to 1.
        per: 'dataset' ranks all together, 'count' those that show equally
            many classes; without any, none is kept.
    """
    groups = defaultdict(list)
    for index, entry in enumerate(entries):
        groups[entry.shown if per == 'count' else None].append(index)
    # Among themselves none would be easy.
    groups.pop(0, None)
    kept = set()
    for members in groups.values():
        members.sort(key=lambda index: (
            math.inf if entries[index].hardness is None
            else entries[index].hardness, names[index]))
        kept.update(members[:math.ceil(share * len(members))])
    return [replace(entry, kept=index in kept)
            for index, entry in enumerate(entries)]


def weights_digest(model: nn.Module) -> str:
    """SHA-256 of the weights that are trained."""
    digest = hashlib.sha256()
    for name, weight in sorted(model.named_parameters()):
        if weight.requires_grad:
            digest.update(name.encode())
            digest.update(weight.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()


class RoundWriter:
    """Writes a round beside its place and puts it there when it is whole.

    Every process writes the samples it judged.

    Args:
        folder: of the round; an older one is replaced.
        metainfo: ``classes`` and ``palette``.
    """

    def __init__(self, folder: Path, metainfo: Dict[str, Any]) -> None:
        self.folder = folder
        self.partial = folder.with_name(f'.{folder.name}.partial')
        self.exporter = VOCExporter(metainfo)
        self.judged: Dict[str, SampleEntry] = {}

    def __enter__(self) -> 'RoundWriter':
        if is_main_process():
            shutil.rmtree(self.partial, ignore_errors=True)
            (self.partial / LABELS).mkdir(parents=True)
        barrier()
        return self

    def __exit__(self, *error: Any) -> None:
        if is_main_process():
            shutil.rmtree(self.partial, ignore_errors=True)

    def add(self, name: str, label: np.ndarray, entry: SampleEntry) -> None:
        """Write a sample's label map, uint8 (H, W)."""
        path = self.partial / LABELS / f'{name}.png'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.exporter.encode_values(label))
        self.judged[name] = entry

    def gather(self, names: Sequence[str]) -> List[SampleEntry]:
        """What all processes judged, in the order of the names."""
        judged: Dict[str, SampleEntry] = {}
        for part in all_gather_object(self.judged):
            judged.update(part)
        return [judged[name] for name in names]

    def finish(self, record: Dict[str, Any], names: Sequence[str],
               entries: Sequence[SampleEntry]) -> None:
        """Write the record and put the folder in place."""
        if is_main_process():
            record = dict(record, samples={
                name: asdict(entry) for name, entry in zip(names, entries)})
            (self.partial / RECORD).write_text(
                json.dumps(record, indent=1) + '\n', encoding='utf-8')
            shutil.rmtree(self.folder, ignore_errors=True)
            self.partial.rename(self.folder)
        barrier()


def round_digest(folder: Path) -> Optional[str]:
    """SHA-256 of a round's record, which names the weights that made it, and
    hardness and change of every sample; None if there is none."""
    path = folder / RECORD
    return (hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file() else None)


def read_round(folder: Path, names: Sequence[str], digest: Optional[str]
               ) -> Optional[List[SampleEntry]]:
    """The entries of a round, in the order of the names.

    Args:
        folder: of the round.
        names: of all samples.
        digest: its :func:`round_digest`; None stands for no round.

    Returns:
        None if the folder does not hold that round.

    Raises:
        InputError: it is of other samples.
    """
    if digest is None or round_digest(folder) != digest:
        return None
    record = json.loads((folder / RECORD).read_text(encoding='utf-8'))
    if set(record['samples']) != set(names):
        raise InputError(
            f'{folder} is a round of {len(record["samples"])} samples that '
            f'are not the {len(names)} of the training set: give '
            'HardnessSelfTrainingHook another out_dir')
    return [SampleEntry(**record['samples'][name]) for name in names]
