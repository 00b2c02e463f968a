"""Which commands a ladder of labels consists of, and what they leave."""

import copy
import hashlib
import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import (Any, Dict, Iterator, List, NamedTuple, Optional, Sequence,
                    Tuple)

from mmengine.config import Config
from mmengine.fileio import load

from mmflexgen.utils import InputError
from mmflexgen.utils.atomic import write_json
from mmflexgen.utils.checkpoint import is_whole, latest_checkpoint
from mmflexgen.utils.config import load_config

_KEYS = ('rows', 'seeds', 'num')


@dataclass(frozen=True)
class LadderRow:
    """One way to label the same images.

    Attributes:
        name: in the table.
        config: of tools/synthesize.py.
        checkpoint: the generator's weights, '' for none; ``{out}`` and
            ``{seed}`` are replaced.
        needs: names of the steps that come before it, in their order.
        changes: dict merged into the row's config, after the ladder's.
        control: it says what a setting is worth that the next row changes
            along with what it is about. It is no rung: the next one is
            compared with the rung before, and with the control besides.
    """

    name: str
    config: str
    checkpoint: str = ''
    needs: Tuple[str, ...] = ()
    changes: Dict[str, Any] = field(default_factory=dict)
    control: bool = False


class Step(NamedTuple):
    """A command, and the file that is there when it is done."""

    command: List[str]
    makes: Path

    def done(self) -> bool:
        """Whether the file is there, and whole."""
        return self.makes.exists() and (
            self.makes.suffix != '.pth' or is_whole(str(self.makes)))


class LadderPlan:
    """The commands that a config with a ``ladder`` dict asks for.

    Its keys:

    - ``rows``: dicts with the attributes of :class:`LadderRow`, each of
      which is compared with the rung before it.
    - ``seeds``: of requests and trainings; the same ones in every row.
    - ``num``: images per row and seed.
    - ``classes``: names of the classes whose mean IoU counts; all that
      occur and the background by default.
    - ``changes``: dict merged into every row's config, so that all label
      the same images.
    - ``climb``: points of mIoU that the last rung is asked to be above the
      first, at least; nothing is asked by default.
    - ``strict``: True asks for more points than ``climb``.
    - ``steps``: by name, what rows need: a ``command`` and what it
      ``makes``. A training's may have ``resume_from``: its command ends in
      ``--resume`` and, until the training has a checkpoint of its own
      beside what it makes, in this one of an earlier step. ``{out}`` is the
      ladder's folder, ``{seed}`` the seed.

    Args:
        cfg: the config.
        out: folder of the ladder.

    Raises:
        InputError: a key is missing, a row has another attribute, or needs
            a step that is not there; two rows have one folder; the last row
            is a control; ``climb`` is no number, or has no two rungs.
    """

    def __init__(self, cfg: Config, out: Path) -> None:
        spec = cfg.get('ladder') or {}
        missing = [key for key in _KEYS if not spec.get(key)]
        if missing:
            raise InputError(f'`ladder` in {cfg.filename} lacks '
                             f'{", ".join(missing)}: see configs/'
                             'label_ladders/shapesworld.py for one')
        self.out = out
        self.seeds: Sequence[int] = spec.seeds
        self.num: int = spec.num
        self.classes: Sequence[str] = spec.get('classes', ())
        self.changes = spec.get('changes', {})
        self.steps = spec.get('steps', {})
        self.rows = [self._row(fields) for fields in spec.rows]
        self.rungs = [index for index, row in enumerate(self.rows)
                      if not row.control]
        if self.rows[-1].control:
            raise InputError(
                f'the last row of the ladder, {self.rows[-1].name!r}, is a '
                'control: put it before the row that it belongs to')
        slugs = [_slug(row.name) for row in self.rows]
        for row, slug in zip(self.rows, slugs):
            if slugs.count(slug) > 1:
                raise InputError(
                    f'another row of the ladder has the folder of '
                    f'{row.name!r}, {slug!r}: rename one')
        self.climb: Optional[float] = spec.get('climb')
        self.strict: bool = spec.get('strict', False)
        if self.climb is not None and (
                not isinstance(self.climb, (int, float))
                or len(self.rungs) < 2):
            raise InputError(
                f'climb of the ladder is {self.climb!r}, over '
                f'{len(self.rungs)} row(s): give points of mIoU, and two rows '
                'or more that are no controls')

    def _row(self, fields: dict) -> LadderRow:
        unknown = set(fields) - set(LadderRow.__dataclass_fields__)
        lacking = [name for name in ('name', 'config') if name not in fields]
        if unknown or lacking:
            raise InputError(
                f'a row of the ladder has {", ".join(sorted(fields))}: give '
                'it name and config, and what you want of checkpoint, needs, '
                'changes, control')
        row = LadderRow(**{**fields, 'needs': tuple(fields.get('needs', ()))})
        for name in row.needs:
            if name not in self.steps:
                raise InputError(f'row {row.name!r} of the ladder needs '
                                 f'{name!r}, which is none of its steps: '
                                 f'{", ".join(self.steps) or "it has none"}')
        return row

    def folder(self, row: LadderRow, seed: int) -> Path:
        """Of the row's samples."""
        return self.out / 'rows' / f'{_slug(row.name)}_{seed}'

    def config(self, row: LadderRow) -> Path:
        """The row's config with the ladder's changes."""
        return self.out / 'configs' / f'{_slug(row.name)}.py'

    def write_configs(self) -> None:
        """Write :meth:`config` of every row, and beside it what it is of.

        Raises:
            InputError: a row that was audited before had other settings.
        """
        for row in self.rows:
            path = self.config(row)
            path.parent.mkdir(parents=True, exist_ok=True)
            cfg = load_config(row.config)
            # Merging empties what it is given.
            cfg.merge_from_dict(copy.deepcopy(self.changes))
            cfg.merge_from_dict(copy.deepcopy(row.changes))
            settings = dict(
                config=_digest(cfg), num=self.num,
                checkpoint=row.checkpoint, steps=[
                    dict(self.steps[name]) for name in row.needs])
            self._check_settings(row, settings)
            cfg.dump(path)
            write_json(path.with_suffix('.json'), settings)

    def _check_settings(self, row: LadderRow,
                        settings: Dict[str, Any]) -> None:
        path = self.config(row).with_suffix('.json')
        before = load(path) if path.exists() else settings
        changed = [key for key in settings if settings[key] != before[key]]
        audits = [str(self.audit(row, seed)) for seed in self.seeds
                  if self.audit(row, seed).exists()]
        if changed and audits:
            raise InputError(
                f'row {row.name!r} of {self.out} was audited with another '
                f'{", ".join(changed)}: give another --out, or delete '
                f'{", ".join(audits)} and what is to be made anew')

    def audit(self, row: LadderRow, seed: int) -> Path:
        """The file of tools/analysis_tools/audit_with_oracle.py."""
        return self.folder(row, seed).with_suffix('.json')

    def unfinished(self) -> Iterator[Step]:
        """Steps whose file is missing, whenever the next one is asked for.

        Seed by seed, so that a ladder that is cut short holds whole pairs.
        """
        told = set()
        for seed in self.seeds:
            for row in self.rows:
                for step in self._steps(row, seed):
                    if step.makes not in told and not step.done():
                        told.add(step.makes)
                        yield step

    def _steps(self, row: LadderRow, seed: int) -> Iterator[Step]:
        # The audit is the last to be made of a row.
        audit = self.audit(row, seed)
        if audit.exists():
            return
        for name in row.needs:
            step = self.steps[name]
            command = self._words(step['command'], seed)
            makes = Path(self._fill(step['makes'], seed))
            if 'resume_from' in step:
                command.append('--resume')
                if latest_checkpoint(str(makes.parent)) is None:
                    command.append(self._fill(step['resume_from'], seed))
            yield Step(command, makes)
        folder = self.folder(row, seed)
        command = ['python', 'tools/synthesize.py', str(self.config(row))]
        if row.checkpoint:
            command.append(self._fill(row.checkpoint, seed))
        # The report is written last, when the folder has been read back.
        yield Step([*command, '--num', str(self.num), '--seed', str(seed),
                    '--out', str(folder)], folder / 'report.html')
        yield Step(['python', 'tools/analysis_tools/audit_with_oracle.py',
                    str(folder), '--out', str(audit)], audit)

    def _words(self, command: str, seed: int) -> List[str]:
        return [self._fill(word, seed) for word in shlex.split(command)]

    def _fill(self, text: str, seed: int) -> str:
        return text.replace('{out}', str(self.out)).replace(
            '{seed}', str(seed))


def _digest(cfg: Config) -> str:
    return hashlib.sha256(json.dumps(
        cfg.to_dict(), sort_keys=True, default=str).encode()).hexdigest()


def _slug(name: str) -> str:
    """A row's name, as that of a file."""
    return re.sub(r'[^\w-]+', '_', name.lower()).strip('_')
