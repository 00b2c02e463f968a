"""Checkpoints that configs name are checkpoints that trainings leave."""

import re
import shlex
from functools import lru_cache
from itertools import product
from pathlib import Path
from runpy import run_path
from typing import Any, Dict, Iterator, List, Set

import pytest
from mmengine.config import Config

from mmflexgen.utils.config import load_config

ROOT = Path(__file__).parents[2]
CONFIGS = sorted(path.relative_to(ROOT).as_posix()
                 for path in ROOT.glob('configs/**/*.py'))
NAMED = re.compile(r'[\w./${}-]+/(?:iter|epoch)_\d+\.pth')
NAMING = [path for path in CONFIGS if re.search(
    r'(iter|epoch)_\d+\.pth', (ROOT / path).read_text(encoding='utf-8'))]
PARSE = run_path(str(ROOT / 'tools/train.py'))['parse_args']


def left_by(cfg: Config) -> Set[str]:
    """Files that mmengine's CheckpointHook leaves in a work_dir."""
    hook = dict(interval=-1, by_epoch=True, save_last=True,
                max_keep_ckpts=-1) | dict(cfg.default_hooks.checkpoint)
    unit = 'epoch' if hook['by_epoch'] else 'iter'
    end = cfg.train_cfg.get(f'max_{unit}s')
    if end is None:
        return set()
    saved = [number for number in range(1, end + 1)
             if hook['interval'] > 0 and number % hook['interval'] == 0
             or hook['save_last'] and number == end]
    if hook['max_keep_ckpts'] > 0:
        saved = saved[-hook['max_keep_ckpts']:]
    return {f'{unit}_{number}.pth' for number in saved}


def comments(path: str) -> List[str]:
    """Lines of the head, continued ones joined, shell variables filled in.

    A line with a variable of several values, as loops have, comes with each.
    """
    text = (ROOT / path).read_text(encoding='utf-8')
    head = '\n'.join(line.lstrip('#').strip() for line in text.splitlines()
                     if line.startswith('#'))
    lines = head.replace('\\\n', '').splitlines()
    values: Dict[str, List[str]] = {}
    for line in lines:
        for name, value in re.findall(r'\b(\w+)=([\w./-]+)(?=\s|$)', line):
            values[name] = [value]
        loop = re.match(r'for (\w+) in (.*?); do', line)
        if loop:
            values[loop[1]] = loop[2].split()
    found = []
    for line in lines:
        used = [name for name in values if re.search(rf'\${name}\b', line)]
        for chosen in product(*(values[name] for name in used)):
            filled = line
            for name, value in zip(used, chosen):
                filled = re.sub(rf'\${name}\b', value, filled)
            found.append(filled)
    return found


def strings(part: Any) -> Iterator[str]:
    """All strings of a config."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for each in part.values():
            yield from strings(each)
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from strings(each)


def says(path: str) -> List[str]:
    """What a file of configs says, in its head and in its values.

    The values of comparisons are test_commands.py's; of those parts in
    _base_ that name a checkpoint, what a config makes of them.
    """
    lines = comments(path)
    text = (ROOT / path).read_text(encoding='utf-8')
    body = [line for line in text.splitlines() if not line.startswith('#')]
    if not re.search(r'(iter|epoch)_\d+\.pth', '\n'.join(body)) or (
            'comparisons' in path):
        return lines
    if '/_base_/' in path:
        path = next(each for each in CONFIGS
                    if '_base_' not in each and 'comparisons' not in each
                    and path.removeprefix('configs/') in
                    (ROOT / each).read_text(encoding='utf-8'))
    return [*lines, *strings(load(path).to_dict())]


@lru_cache(maxsize=None)
def load(path: str) -> Config:
    """A config by its path in the repository."""
    return load_config(str(ROOT / path))


@lru_cache(maxsize=None)
def trainings() -> Dict[str, Set[str]]:
    """Commands of heads and documents that state a folder, by folder."""
    found: Dict[str, Set[str]] = {}
    for path in CONFIGS:
        lines = comments(path)
        # Commands that configs hold as strings over several lines.
        text = (ROOT / path).read_text(encoding='utf-8')
        if 'label_ladders' in path:
            lines += strings(load(path).to_dict())
        for line in lines:
            for command in re.split(r'&&|;', line):
                folder = re.search(r'--work-dir (\S+)', command)
                if folder and re.search(r'tools/(dist_)?train\.', command):
                    found.setdefault(folder[1], set()).add(command.strip())
        own = re.search(r"^work_dir = '(.*)'$", text, re.M)
        if own and '/_base_/' not in path:
            found.setdefault(own[1], set()).add(f'tools/train.py {path}')
    return found


def left_in(folder: str) -> Set[str]:
    """What the trainings that write to a folder leave there."""
    files: Set[str] = set()
    for path in ROOT.glob(f'configs/*/{Path(folder).name}.py'):
        if folder == f'work_dirs/{path.stem}':
            files |= left_by(load(path.relative_to(ROOT).as_posix()))
    for command in trainings().get(folder, ()):
        words = shlex.split(command)
        first = next(index for index, word in enumerate(words)
                     if 'tools/' in word) + 1
        if 'dist_train' in command:  # the number of GPUs
            words.pop(first + 1)
        args = PARSE(words[first:])
        files |= left_by(load_config(str(ROOT / args.config),
                                     args.cfg_options))
    return files


@pytest.mark.parametrize('path', NAMING)
def test_checkpoints_that_are_named_are_written(path):
    named = {name for line in says(path) for name in NAMED.findall(line)}
    for name in sorted(named):
        folder, file = name.rsplit('/', 1)
        assert file in left_in(folder), name


def test_some_are_named():
    found = {name for path in NAMING for line in comments(path)
             for name in NAMED.findall(line)}
    assert 'work_dirs/flexdataset-depth_shapesworld-64_100/iter_1000.pth' in (
        found)  # by a variable, too
    assert len(found) > 40


def test_what_the_hook_leaves():
    def left(**hook):
        return left_by(Config(dict(
            default_hooks=dict(checkpoint=dict(by_epoch=False, **hook)),
            train_cfg=dict(max_iters=7))))

    def files(*numbers):
        return {f'iter_{number}.pth' for number in numbers}

    assert left(interval=3) == files(3, 6, 7)
    assert left(interval=3, save_last=False) == files(3, 6)
    assert left(interval=3, max_keep_ckpts=2) == files(6, 7)
    assert left(interval=-1) == files(7)
