"""From a config to a dataset on disk that its consumer has read."""

import warnings
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Union

from mmengine.config import Config

from ..exporters import Verification
from ..registry import TASK_UTILS
from ..synthesis import (Executor, OutputFolder, ShardWriter, Statistics,
                         WorkList, make_record)
from ..synthesis.finalise import finalise
from ..synthesis.progress import Progress
from ..utils import InputError
from ..utils.cli import check_checkpoint_file
from ..utils.config import load_config
from .generator import deterministic, init_generator, pick_device

_SIZES = ('batch_size', 'batches_per_shard', 'max_attempts')
_PARTS = ('source', 'filters', 'exporter')


@dataclass
class SynthesisResult:
    """A finished dataset.

    Attributes:
        out: its folder.
        statistics: counts over its manifest.
        verification: what the consumer's dataset class found.
    """

    out: str
    statistics: Statistics
    verification: Verification

    def sentences(self) -> List[str]:
        """What the tool prints."""
        return [*self.statistics.sentences(), *self.verification.sentences()]


def synthesize(config: Union[str, Config], checkpoint: Optional[str],
               num: int, out: str, seed: int = 0,
               device: Optional[str] = None,
               progress: bool = True) -> SynthesisResult:
    """Makes a dataset, or goes on where an earlier call ended.

    The files depend on config, checkpoint and seed alone: neither on how
    often the work was interrupted nor, for the samples they share, on
    ``num``. A folder that holds more samples already keeps them.

    Args:
        config: config file or config with ``model`` and ``synthesis``.
        checkpoint: weights of the generator, or None.
        num: samples; ids 0 to ``num - 1``.
        out: folder; made if need be.
        seed: run seed.
        device: torch device; the GPU if there is one by default.
        progress: whether to show a progress bar.

    Raises:
        InputError: bad input, a folder made with other settings, or a disk
            that cannot be written; what was finished is kept.
    """
    cfg = load_config(config) if isinstance(config, str) else config
    settings = _settings(cfg)
    check_checkpoint_file(checkpoint)
    device = pick_device(device)
    record = make_record(
        {key: cfg[key].to_dict() for key in ('model', 'synthesis')},
        checkpoint, seed, device)
    folder = OutputFolder(out)
    folder.check(record)  # before the models load
    generator = init_generator(cfg, checkpoint, device)
    parts = _build_parts(settings, generator)
    work_list = WorkList(parts['source'], seed, **{
        key: settings[key] for key in _SIZES if key in settings})
    shards = list(work_list.shards(num))
    if folder.open(record):
        warnings.warn(f'{out} was begun with other software or another '
                      'device; new samples may differ in the last bits from '
                      'what that would have made')
    try:
        exporter = parts['exporter']
        writer = ShardWriter(folder, exporter, exporter.classes)
        writer.sweep(work_list)
        done = sum(slot < num for shard in shards
                   for slot in writer.settled(shard))
        with deterministic(), Progress(num, done, progress) as bar:
            Executor(generator, work_list, parts['filters'], writer,
                     bar).run(num)
        return SynthesisResult(out, *finalise(folder, exporter, dict(
            generator=type(generator).__name__,
            format=type(exporter).__name__.removesuffix('Exporter'),
            source=parts['source'].describe())))
    except OSError as error:
        raise InputError(
            f'{error.filename or out} cannot be written or read '
            f'({error.strerror}); finished shards are kept: mend this and '
            'give the same command again') from error
    finally:
        folder.close()


def _settings(cfg: Config) -> Dict[str, Any]:
    """The config's ``synthesis``, checked for its keys."""
    for key in ('model', 'synthesis'):
        if key not in cfg:
            raise InputError(f'config {cfg.filename} has no {key!r}; see '
                             'configs/datasetdm for one that has')
    settings = cfg.synthesis
    for key in ('source', 'exporter'):
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
    """Source, filters and exporter for a generator."""
    classes = tuple(generator.metainfo['classes'])
    foreground = tuple(name for name in classes if name != 'background')
    parts = dict(
        source=_build('source', settings['source'], classes=foreground,
                      vocabulary=foreground,
                      prompt_names=getattr(generator, 'prompt_names', None)),
        exporter=_build('exporter', settings['exporter'],
                        metainfo=generator.metainfo),
        filters=[_build(f'filters[{index}]', item) for index, item in
                 enumerate(settings.get('filters', ()))])
    for kind in parts['exporter'].kinds:
        if kind != 'image' and kind not in generator.kinds:
            raise InputError(
                f'{type(parts["exporter"]).__name__} needs {kind}, but '
                f'{type(generator).__name__} yields '
                f'{", ".join(generator.kinds)}')
    parts['exporter'].check_consumer()
    return parts


def _build(key: str, config: Dict[str, Any], **defaults: Any) -> Any:
    try:
        return TASK_UTILS.build(config, default_args=defaults)
    except (KeyError, TypeError) as error:
        reason = ' '.join(str(error).split())
        raise InputError(f'synthesis.{key} of the config cannot be built '
                         f'({reason})') from error
