"""What a dataset was made with."""

import hashlib
import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import torch

from ..utils.config import load_config
from ..utils.hash_path import hash_path
from ..version import __version__

# Those that are not installed are left out.
_PACKAGES = ('torch', 'diffusers', 'transformers', 'numpy', 'pillow',
             'mmengine', 'mmcv', 'mmdet', 'mmsegmentation',
             'onedl-mmengine', 'onedl-mmcv', 'onedl-mmdetection',
             'onedl-mmsegmentation')
# Enough to tell apart the few runs of a folder, and folders from others.
_RUN_DIGITS = 12
# Of an imagefolder, and of what tools/synthesize.py wrote.
_LISTS = ('metadata.jsonl', 'manifest/*.jsonl')


def canonical(value: Any, data_root: Optional[str] = None) -> Any:
    """A config as plain JSON values, paths replaced by what they hold.

    So a moved base model is the same config, and a changed one is not. What
    a config file holds is what it comes to with those it is based on. Of a
    dataset's folder the files count that the dataset's config names, and
    those that list its images; others may come and go.

    Args:
        value: of a config.
        data_root: folder that files of ``value`` may be stated relative to.

    Raises:
        InputError: a config file among the values cannot be read.
    """
    if isinstance(value, dict):
        folder = value.get('data_root')
        return {str(key): _hash_lists(item)
                if key == 'data_root' and item and os.path.isdir(item)
                else canonical(item, folder) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [canonical(item, data_root) for item in value]
    if not isinstance(value, str):
        return value
    if data_root and os.path.isfile(os.path.join(data_root, value)):
        return 'sha256:' + hash_path(os.path.join(data_root, value))
    if _is_path(value):
        return 'sha256:' + (_hash_config(value) if value.endswith('.py')
                            else hash_path(value))
    return value


def _hash_lists(data_root: str) -> str:
    """What lists the images of a dataset without being named."""
    lists = sorted(file for pattern in _LISTS
                   for file in Path(data_root).glob(pattern))
    total = hashlib.sha256(b''.join(
        hash_path(str(file)).encode() for file in lists))
    return f'sha256:{total.hexdigest()}'


def _is_path(value: str) -> bool:
    # A bare word, such as a class name, may be a folder's name by chance.
    return ('/' in value or Path(value).suffix != '') and os.path.exists(value)


def _hash_config(path: str) -> str:
    # Which keys stand in a base decides their order, and nothing else.
    settings = json.dumps(
        load_config(path).to_dict(), sort_keys=True, default=repr)
    return hashlib.sha256(settings.encode()).hexdigest()


def make_record(config: Dict[str, Any], checkpoint: Optional[str], seed: int,
                device: str) -> Dict[str, Any]:
    """The record of a run.

    Args:
        config: ``model`` and ``synthesis`` of the config.
        checkpoint: path of the generator's weights, if any.
        seed: run seed.
        device: torch device.

    Returns:
        dict: ``config``, ``config_sha256``, ``checkpoint_sha256`` and
        ``seed`` decide what a sample is; ``made_with`` lists the software
        that took part, each under the ``run`` that the manifest lines of
        its samples name.
    """
    plain = canonical(config)
    decides = dict(
        seed=seed, config_sha256=_hash_json(plain),
        checkpoint_sha256=checkpoint and hash_path(checkpoint))
    software = _software(device)
    # Launchers set the number of threads, and a manifest is the same for
    # all of them.
    run = _hash_json(dict(decides, software=software))[:_RUN_DIGITS]
    return dict(
        format=2, **decides, config=plain,
        made_with=[dict(run=run, **software,
                        threads=torch.get_num_threads())])


def _hash_json(value: Any) -> str:
    return hashlib.sha256(
        json.dumps(value, sort_keys=True).encode()).hexdigest()


def _software(device: str) -> Dict[str, Any]:
    found = dict(mmflexgen=__version__, python=platform.python_version())
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return dict(found, device=device)


def differences(old: Dict[str, Any], new: Dict[str, Any]) -> List[str]:
    """Clauses that say in what two records differ; none if they agree."""
    result = []
    for key in ('seed', 'checkpoint_sha256'):
        if old.get(key) != new.get(key):
            result.append(_clause(key, old.get(key), new.get(key)))
    before = dict(_leaves(old.get('config', {})))
    after = dict(_leaves(new['config']))
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            result.append(_clause(key, before.get(key), after.get(key)))
    return result


def _clause(key: str, old: Any, new: Any) -> str:
    def brief(value: Any) -> str:
        text = 'absent' if value is None else str(value)
        return text if len(text) <= 24 else f'{text[:20]}…'
    return f'{key} is {brief(old)} there and {brief(new)} here'


def _leaves(node: Any, prefix: str = '') -> Iterator[Tuple[str, Any]]:
    """Dotted paths of a nested config's plain values."""
    items = (node.items() if isinstance(node, dict) else enumerate(node)
             if isinstance(node, list) else None)
    if not items:
        yield prefix.removesuffix('.'), node
        return
    for key, value in items:
        yield from _leaves(value, f'{prefix}{key}.')
