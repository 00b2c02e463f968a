"""Shards reach the disk whole or not at all."""

import os
import shutil
from pathlib import Path
from typing import Any, Dict, List, Sequence

from . import manifest
from .atomic import replace_file, sync_folder, write_synced
from .contract import check_annotations
from .output_folder import OutputFolder
from .work_list import Shard, WorkList


class ShardWriter:
    """Writes samples through an exporter, shard by shard.

    The manifest of a shard names its settled slots. It is renamed into
    place after all files of these slots, so whatever is in a manifest is on
    the disk.

    Args:
        folder: the opened dataset folder.
        exporter: has ``folders``, ``files(name)`` and ``encode(sample)``.
        classes: names by label id.
    """

    def __init__(self, folder: OutputFolder, exporter,
                 classes: Sequence[str]) -> None:
        self.folder = folder
        self.exporter = exporter
        self.classes = classes
        for name in (*exporter.folders, manifest.FOLDER):
            (folder.root / name).mkdir(parents=True, exist_ok=True)

    def manifest_path(self, shard: Shard) -> Path:
        """Where a shard's manifest is."""
        return self.folder.root / manifest.FOLDER / f'{shard.name}.jsonl'

    def settled(self, shard: Shard) -> Dict[int, Dict[str, Any]]:
        """Manifest lines of a shard's settled slots."""
        return manifest.read_shard(self.manifest_path(shard))

    def draft(self, shard: Shard) -> 'ShardDraft':
        """A shard in the making."""
        return ShardDraft(self, shard)

    def sweep(self, work_list: WorkList) -> None:
        """Removes what killed runs left of unfinished shards.

        A draft's folder stays until its manifest is in place, so its name
        tells which slots may have files without a manifest line.
        """
        for path in sorted(self.folder.staging.glob('shard_*')):
            self.drop(work_list.shard(int(path.name.split('_')[1])))
        self.folder.clear_staging()

    def drop(self, shard: Shard) -> None:
        """Removes the files of a shard that its manifest does not name."""
        settled = self.settled(shard)
        for slot in shard.slots:
            if slot not in settled:
                for file in self.exporter.files(slot).values():
                    (self.folder.root / file).unlink(missing_ok=True)


class ShardDraft:
    """A shard in the making; leaving it without ``commit`` drops it."""

    def __init__(self, writer: ShardWriter, shard: Shard) -> None:
        self.writer = writer
        self.shard = shard
        self.path = writer.folder.staging / shard.name
        self.lines = writer.settled(shard)
        self.files: List[str] = []

    def __enter__(self) -> 'ShardDraft':
        self.path.mkdir(parents=True)
        return self

    def add(self, outcomes: Sequence) -> None:
        """Writes a batch's outcomes into the draft.

        Raises:
            InputError: a sample breaks the contract of generators.
        """
        classes = self.writer.classes
        for outcome in outcomes:
            slot = outcome.request.sample_id
            if outcome.sample is None:
                self.lines[slot] = manifest.describe_unfilled(outcome)
                continue
            check_annotations(outcome.sample, len(classes))
            files = self.writer.exporter.files(slot)
            contents = self.writer.exporter.encode(outcome.sample)
            for kind, file in files.items():
                write_synced(self.path / file.replace('/', '__'),
                             [contents[kind]])
                self.files.append(file)
            self.lines[slot] = manifest.describe_sample(
                outcome, files, contents, classes)

    def commit(self) -> None:
        """Puts the files in place, then the manifest."""
        root = self.writer.folder.root
        for file in self.files:
            os.replace(self.path / file.replace('/', '__'), root / file)
        for name in {os.path.dirname(file) for file in self.files}:
            sync_folder(root / name)
        replace_file(self.writer.manifest_path(self.shard),
                     [manifest.encode_lines(self.lines)], self.path)

    def __exit__(self, *exception) -> None:
        if exception[0] is not None:
            self.writer.drop(self.shard)
        shutil.rmtree(self.path)
