"""From a config to a dataset on disk that its consumers have read."""

import time
import warnings
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Union

import torch
from mmengine.config import Config
from mmengine.utils import import_modules_from_strings

from ..exporters import BaseExporter, Verification
from ..registry import TASK_UTILS
from ..synthesis import (Executor, OutputFolder, ShardWriter, Share,
                         Statistics, WorkList, iter_manifest, make_record)
from ..synthesis.finalise import finalise
from ..synthesis.launchers import BaseLauncher, RankLauncher
from ..synthesis.progress import Counts, Progress, count_lines
from ..utils import InputError
from ..utils.cli import check_checkpoint_file
from ..utils.config import load_config
from ..utils.locks import FileLock
from .generator import deterministic, init_generator, pick_device

_SIZES = ('batch_size', 'batches_per_shard', 'max_attempts')
_PARTS = ('source', 'filters', 'exporters', 'selections')


@dataclass
class SynthesisResult:
    """A finished dataset.

    Attributes:
        out: its folder.
        statistics: counts over its manifest.
        verifications: what the consumer of each format found.
    """

    out: str
    statistics: Statistics
    verifications: List[Verification]

    @property
    def problems(self) -> List[str]:
        """What the consumers found wrong; empty if all is well."""
        return [problem for verification in self.verifications
                for problem in verification.problems]

    def sentences(self) -> List[str]:
        """What the tool prints."""
        return [*self.statistics.sentences(),
                *(sentence for verification in self.verifications
                  for sentence in verification.sentences())]


@dataclass(frozen=True)
class _Job:
    """What every process that takes part is told."""

    config: Config
    checkpoint: Optional[str]
    num: int
    out: str
    seed: int
    device: str
    record: Dict[str, Any]


def synthesize(config: Union[str, Config], checkpoint: Optional[str],
               num: int, out: str, seed: int = 0,
               device: Optional[str] = None, progress: bool = True,
               launcher: Optional[BaseLauncher] = None
               ) -> Optional[SynthesisResult]:
    """Makes a dataset, or goes on where an earlier call ended.

    The files depend on config, checkpoint and seed alone: neither on how
    often the work was interrupted, nor on how many processes shared it, nor,
    for the samples they share, on ``num``. A folder that holds more samples
    already keeps them.

    Args:
        config: config file or config with ``model`` and ``synthesis``.
        checkpoint: weights of the generator, or None.
        num: samples; ids 0 to ``num - 1``.
        out: folder; made if need be.
        seed: run seed.
        device: torch device; the GPU if there is one by default.
        progress: whether to show a progress bar.
        launcher: spreads the work; this process alone by default. Several
            calls may work in one folder at once.

    Returns:
        The finished dataset; None if other processes are still at work and
        will finish it.

    Raises:
        InputError: bad input, a folder made with other settings, or a disk
            that cannot be written; what was finished is kept.
    """
    cfg = load_config(config) if isinstance(config, str) else config
    settings = _settings(cfg)
    check_checkpoint_file(checkpoint)
    device = pick_device(device)
    # Selections make no samples: they may change between two calls.
    samples = {key: value for key, value in settings.to_dict().items()
               if key != 'selections'}
    record = make_record(dict(model=cfg.model.to_dict(), synthesis=samples),
                         checkpoint, seed, device)
    # Before the models load.
    OutputFolder(out).check(record)
    _work_list(settings, None, seed).count(num)
    done = sum(line['id'] < num for line in iter_manifest(Path(out)))
    job = _Job(cfg, checkpoint, num, out, seed, device, record)
    launcher = launcher or RankLauncher()
    with Progress(num, done, progress and launcher.leads) as bar:
        results = launcher.run(partial(_work, job), bar)
    finished = [result for result in results if result is not None]
    return finished[0] if finished else None


def _work(job: _Job, share: Share, local_rank: int,
          on_counts: Callable[[Counts], None]) -> Optional[SynthesisResult]:
    """One process's part of a job."""
    # A new process knows nothing of the user's modules.
    if 'custom_imports' in job.config:
        import_modules_from_strings(**job.config.custom_imports)
    settings, device = _settings(job.config), job.device
    if device == 'cuda':
        card = local_rank % torch.cuda.device_count()
        # For filters with a network, too.
        torch.cuda.set_device(card)
        device = f'cuda:{card}'
    generator = init_generator(job.config, job.checkpoint, device)
    parts = _build_parts(settings, generator)
    work_list = _work_list(settings, parts.pop('source'), job.seed)
    with deterministic():
        return fill_folder(job.out, job.record, generator, work_list, job.num,
                           share, on_counts, **parts)


def fill_folder(out: str, record: Dict[str, Any], generator: Any,
                work_list: WorkList, num: int, share: Share,
                on_counts: Callable[[Counts], None],
                exporters: Sequence[BaseExporter],
                filters: Sequence[Callable], selections: Sequence[Callable]
                ) -> Optional[SynthesisResult]:
    """One process's part of filling a folder, and of finishing it.

    Args:
        out: folder.
        record: of the run, see :func:`make_record`.
        generator: has ``generate(requests)``, ``kinds`` and ``metainfo``,
            and, where more than samples belongs to its datasets,
            ``dataset_files()``: paths within the folder to bytes.
        work_list: the slots.
        num: of them.
        share: what of it is this process's.
        on_counts: called with the counts of batches.
        exporters: formats to write.
        filters: callables (sample, metainfo) -> reason or None.
        selections: callables (lines) -> iterator of (id, reason).

    Returns:
        The finished dataset; None if it is left to other processes.

    Raises:
        InputError: a disk that cannot be written, or another run's folder.
    """
    folder = OutputFolder(out)
    if folder.open(record):
        warnings.warn(f'{out} was begun with other software or another '
                      'device; new samples may differ in the last bits from '
                      'what that would have made')
    try:
        writer = ShardWriter(folder, exporters, generator.metainfo)
        writer.sweep(work_list)
        executor = Executor(generator, work_list, filters, writer,
                            lambda lines: on_counts(count_lines(lines)))
        busy = executor.run(share.shards(work_list, num), num)
        while busy and not share.strict:
            # Until they are done, or died and left the shard to us.
            time.sleep(0.5)
            busy = executor.run(busy, num)
        if any(writer.missing(shard, num) for shard in work_list.shards(num)):
            return None
        folder.staging.mkdir(exist_ok=True)
        lock = FileLock(folder.staging / 'finalise.lock')
        if not lock.acquire(wait=False):
            return None  # another process is at it
        try:
            return SynthesisResult(out, *finalise(
                folder, exporters, selections, generator.metainfo,
                getattr(generator, 'dataset_files', dict)(), dict(
                    generator=type(generator).__name__,
                    formats=[each.format for each in exporters],
                    source=work_list.source.describe(),
                    selections=[type(each).__name__
                                for each in selections])))
        finally:
            lock.release(remove=True)
    except OSError as error:
        raise InputError(
            f'{error.filename or out} cannot be written or read '
            f'({error.strerror or error}); finished shards are kept: mend '
            'this and give the same command again') from error
    finally:
        folder.close()


def _work_list(settings: Dict[str, Any], source: Any, seed: int) -> WorkList:
    return WorkList(source, seed, **{
        key: settings[key] for key in _SIZES if key in settings})


def _settings(cfg: Config) -> Dict[str, Any]:
    """The config's ``synthesis``, checked for its keys."""
    for key in ('model', 'synthesis'):
        if key not in cfg:
            raise InputError(f'config {cfg.filename} has no {key!r}; see '
                             'configs/datasetdm for one that has')
    settings = cfg.synthesis
    for key in ('source', 'exporters'):
        if key not in settings:
            raise InputError(f'synthesis.{key} is missing in config '
                             f'{cfg.filename}')
    for key in settings:
        if key not in _PARTS + _SIZES:
            raise InputError(f'synthesis.{key} in config {cfg.filename} is '
                             'not a setting; there are '
                             f'{", ".join(_PARTS + _SIZES)}')
    return settings


def _build_parts(settings: Dict[str, Any], generator) -> Dict[str, Any]:
    """Source, filters, selections and exporters for a generator."""
    parts = dict(source=build_part('source', settings['source'],
                                   metainfo=generator.metainfo))
    if hasattr(generator, 'check_source'):
        generator.check_source(parts['source'])
    for name, options in (('exporters', dict(metainfo=generator.metainfo)),
                          ('filters', {}), ('selections', {})):
        parts[name] = [
            build_part(f'{name}[{index}]', item, **options)
            for index, item in enumerate(settings.get(name, ()))
        ]
    for exporter in parts['exporters']:
        check_exporter(exporter, generator)
        if parts['selections'] and not exporter.lists:
            raise InputError(
                f'{type(exporter).__name__} writes no list of its samples, '
                'so that synthesis.selections cannot leave any out; use '
                'VOCExporter or one of the COCO exporters')
    return parts


def check_exporter(exporter: BaseExporter, generator: Any) -> None:
    """Finds out before any work whether a format fits a generator.

    Raises:
        InputError: it needs a kind that the generator does not yield, or
            its consumer could not read the result.
    """
    for kind in exporter.kinds:
        if kind != 'image' and kind not in generator.kinds:
            raise InputError(
                f'{type(exporter).__name__} needs {kind}, but '
                f'{type(generator).__name__} yields '
                f'{", ".join(generator.kinds)}')
    exporter.check_consumer()


def build_part(key: str, config: Dict[str, Any], **defaults: Any) -> Any:
    """A registered part; InputError names the key if it cannot be built."""
    try:
        return TASK_UTILS.build(config, default_args=defaults)
    except (KeyError, TypeError) as error:
        reason = ' '.join(str(error).split())
        raise InputError(f'synthesis.{key} of the config cannot be built '
                         f'({reason})') from error
