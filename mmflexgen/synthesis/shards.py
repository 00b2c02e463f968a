"""Shards reach the disk whole or not at all."""

import os
import shutil
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

from ..exporters import BaseExporter
from ..structures import SynthSample
from ..utils import InputError
from ..utils.atomic import replace_file, sync_folder, write_synced
from ..utils.locks import FileLock
from . import manifest
from .annotations import check_annotations
from .output_folder import OutputFolder
from .rejects import FOLDER as REJECTS
from .rejects import (Reject, first_of_each, placed_pictures,
                      settled_pictures)
from .work_list import Shard, WorkList


class ShardWriter:
    """Writes samples in one format or several, shard by shard.

    The manifest of a shard names its settled slots. It is renamed into
    place after all files of these slots, so whatever is in a manifest is on
    the disk. A shard is one process's at a time.

    Args:
        folder: the opened dataset folder.
        exporters: the formats; no two of one class.
        metainfo: of the generator.

    Raises:
        InputError: two exporters of one format.
    """

    def __init__(self, folder: OutputFolder,
                 exporters: Sequence[BaseExporter],
                 metainfo: Dict[str, Any]) -> None:
        self.folder = folder
        self.exporters = {exporter.format: exporter for exporter in exporters}
        if len(self.exporters) < len(exporters):
            raise InputError('synthesis.exporters names a format twice: '
                             f'{", ".join(e.format for e in exporters)}')
        self.metainfo = metainfo
        self.kinds = sorted({kind for exporter in exporters
                             for kind in exporter.kinds} - {'image'})
        names = {name for exporter in exporters for name in exporter.folders}
        for name in (*sorted(names), manifest.FOLDER):
            (folder.root / name).mkdir(parents=True, exist_ok=True)

    def files(self, slot: int) -> Dict[str, str]:
        """'<format>/<kind>' to path, of one sample's files."""
        return {f'{name}/{kind}': path
                for name, exporter in self.exporters.items()
                for kind, path in exporter.files(slot).items()}

    def encode(self, sample: SynthSample, rejects: Sequence[Dict]
               ) -> Tuple[Dict[str, Any], Dict[str, bytes]]:
        """A sample's manifest line, and its files by path.

        Raises:
            InputError: the sample breaks the contract of generators, or is
                one that an exporter cannot write.
            RuntimeError: an exporter failed otherwise.
        """
        check_annotations(sample, self.kinds, self.metainfo)
        files = self.files(sample.request.sample_id)
        contents = {f'{name}/{kind}': data
                    for name, exporter in self.exporters.items()
                    for kind, data in _encode(exporter, sample).items()}
        line = manifest.describe_sample(
            sample, rejects, files, contents, self.kinds, self.metainfo,
            self.folder.run)
        paths: Dict[str, bytes] = {}
        for key, data in contents.items():
            if paths.setdefault(files[key], data) != data:
                raise InputError(
                    f'two of synthesis.exporters write {files[key]}, and not '
                    'the same to it; convert to one of them afterwards')
        return line, paths

    def picture(self, sample: SynthSample) -> Tuple[str, bytes]:
        """A rejected sample's picture: suffix and contents."""
        # It needs this package.
        from ..visualization import reject_picture
        return reject_picture(sample, self.kinds, self.metainfo)

    def manifest_path(self, shard: Shard) -> Path:
        """Where a shard's manifest is."""
        return self.folder.root / manifest.FOLDER / f'{shard.name}.jsonl'

    def settled(self, shard: Shard) -> Dict[int, Dict[str, Any]]:
        """Manifest lines of a shard's settled slots."""
        return manifest.read_shard(self.manifest_path(shard))

    def missing(self, shard: Shard, num: int) -> List[int]:
        """Slots of a shard below ``num`` that are not settled."""
        settled = self.settled(shard)
        return [slot for slot in shard.slots
                if slot < num and slot not in settled]

    def claim(self, shard: Shard) -> Optional['ShardDraft']:
        """A shard in the making; None if another process has it.

        What a killed process left of it is removed.
        """
        self.folder.staging.mkdir(exist_ok=True)
        lock = FileLock(self.folder.staging / f'{shard.name}.lock')
        if not lock.acquire(wait=False):
            return None
        draft = ShardDraft(self, shard, lock)
        if draft.path.exists():
            draft.drop()
        return draft

    def sweep(self, work_list: WorkList) -> None:
        """Removes what killed processes left of unfinished shards.

        A draft's folder stays until its manifest is in place, so its name
        tells which slots may have files without a manifest line.
        """
        for path in sorted(self.folder.staging.glob('shard_*[0-9]')):
            draft = self.claim(work_list.shard(int(path.name.split('_')[1])))
            if draft is not None:
                draft.close()


class ShardDraft:
    """A shard in the making.

    Batches are settled as they are finished; :meth:`close` without
    :meth:`commit` drops them.

    Args:
        writer: of the dataset; knows its folder and the work list.
        shard: which samples these are.
        lock: on the shard, held until :meth:`close`.
    """

    def __init__(self, writer: ShardWriter, shard: Shard,
                 lock: FileLock) -> None:
        self.writer = writer
        self.shard = shard
        self.lock = lock
        self.path = writer.folder.staging / shard.name
        self.lines = writer.settled(shard)
        self.new: List[int] = []
        self.pictures: Dict[Reject, Tuple[str, bytes]] = {}
        self._shown = self._settled_pictures()
        self._torn = False

    def write(self, contents: Dict[str, bytes]) -> None:
        """Writes a sample's files, by path, beside the dataset.

        Files of several formats that do not differ share their place on
        the disk.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        written: Dict[bytes, Path] = {}
        for file, data in contents.items():
            path = self._staged(file)
            if data in written:
                path.unlink(missing_ok=True)
                os.link(written[data], path)
            else:
                write_synced(path, [data])
                written[data] = path

    def wants(self, reject: Reject, others: Iterable[Reject]) -> bool:
        """Whether a reject may be among those that are shown.

        Args:
            reject: to be judged.
            others: of its batch, that have a picture.
        """
        return reject in first_of_each([*self._shown, *others, reject])

    def settle(self, lines: Sequence[Dict[str, Any]],
               pictures: Dict[Reject, Tuple[str, bytes]]) -> None:
        """Adds a batch whose files are written.

        Args:
            lines: of its slots.
            pictures: suffix and contents, of some of their rejects.
        """
        for line in lines:
            self.lines[line['id']] = line
            self.new.append(line['id'])
        pictures = {**self.pictures, **pictures}
        self.pictures = {reject: pictures[reject]
                         for reject in first_of_each(pictures)}

    def commit(self) -> None:
        """Puts the files of settled slots in place, then the manifest.

        It is tried once: after a failure, :meth:`close` drops the shard.
        """
        if not self.new or self._torn:
            return
        self._torn = True
        root = self.writer.folder.root
        self.path.mkdir(parents=True, exist_ok=True)
        # Two formats may share a file.
        files = sorted({file for slot in self.new for file in
                        self.lines[slot].get('files', {}).values()})
        files += self._stage_pictures()
        for file in files:
            os.replace(self._staged(file), root / file)
        for name in sorted({os.path.dirname(file) for file in files}):
            sync_folder(root / name)
        replace_file(self.writer.manifest_path(self.shard),
                     [manifest.encode_lines(self.lines)], self.path)
        self._torn = False
        self.new, self.pictures = [], {}

    def _stage_pictures(self) -> List[str]:
        """Writes what is to be shown beside the dataset; its files."""
        shown = first_of_each([*self._settled_pictures(), *self.pictures])
        files = []
        for reject in shown:
            if reject in self.pictures:
                suffix, data = self.pictures[reject]
                files.append(reject.file(suffix))
                write_synced(self._staged(files[-1]), [data])
        if files:
            (self.writer.folder.root / REJECTS).mkdir(exist_ok=True)
        return files

    def _settled_pictures(self) -> List[Reject]:
        return settled_pictures(self.writer.folder, len(self.shard.slots))

    def drop(self) -> None:
        """Removes the shard's files that its manifest does not name."""
        settled = self.writer.settled(self.shard)
        for slot in self.shard.slots:
            if slot not in settled:
                for file in self.writer.files(slot).values():
                    (self.writer.folder.root / file).unlink(missing_ok=True)
        for reject, path in placed_pictures(self.writer.folder.root).items():
            if (reject.sample_id in self.shard.slots
                    and reject.sample_id not in settled):
                path.unlink()
        shutil.rmtree(self.path)

    def close(self) -> None:
        """Leaves the shard to others."""
        if self._torn:
            self.drop()
        elif self.path.exists():
            shutil.rmtree(self.path)
        self.lock.release(remove=True)

    def _staged(self, file: str) -> Path:
        return self.path / file.replace('/', '__')


def _encode(exporter: BaseExporter, sample: SynthSample) -> Dict[str, bytes]:
    """An exporter's files of a sample; what it raises names both."""
    name, slot = type(exporter).__name__, sample.request.sample_id
    try:
        return exporter.encode(sample)
    except (InputError, OSError) as error:
        raise InputError(
            f'{name} cannot write sample {slot}: {error}; finished shards '
            'are kept: mend this and give the same command again') from error
    except Exception as error:
        raise RuntimeError(f'{name} failed on sample {slot} '
                           f'({type(error).__name__}: {error})') from error
