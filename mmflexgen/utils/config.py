"""Configs as the tools read them."""

import os.path as osp
from typing import Any, Dict, Iterator, Optional, Tuple

from mmengine.config import Config

from .errors import InputError
from .mmengine_compat import allow_resume_globals, resolve_packages
from .optional import require


def load_config(path: str, options: Optional[Dict[str, Any]] = None) -> Config:
    """Reads a config file and prepares the libraries it builds on.

    Args:
        path: config file, or ``package::file`` for one that an installed
            package carries, such as ``mmdet::retinanet/….py``.
        options: ``--cfg-options``; they win over the file.

    Raises:
        InputError: there is no such file, it does not parse, an option does
            not fit, or the library of its default scope is missing.
    """
    resolve_packages()
    allow_resume_globals()
    try:
        cfg = Config.fromfile(_locate(path))
        cfg.merge_from_dict(options or {})
    except InputError:
        raise
    # A config is a program: it can raise anything.
    except Exception as error:  # noqa: BLE001
        reason = ' '.join(f'{type(error).__name__}: {error}'.split())
        raise InputError(f'config {path} cannot be read ({reason})') from error
    cfg.default_scope = default_scope(cfg)
    if cfg.default_scope in ('mmdet', 'mmseg'):
        require(cfg.default_scope, f'config {path}')
    return cfg


def _locate(path: str) -> str:
    """The file behind a path or a ``package::file`` reference."""
    if '::' in path:
        return Config._get_cfg_path(path, '')[0]
    if not osp.isfile(path):
        raise InputError(f'config {path} does not exist')
    return path


def default_scope(cfg: Config) -> str:
    """The scope in which types without one are looked up.

    It is what the config says, else the scope its model came from
    (``_base_ = 'mmseg::…'`` or ``type='mmdet.RetinaNet'``), else ours.
    """
    if cfg.get('default_scope') is not None:
        return cfg.default_scope
    model = cfg.get('model') or {}
    if '_scope_' in model:
        return model['_scope_']
    scope, dot, _ = str(model.get('type', '')).partition('.')
    return scope if dot and scope in ('mmdet', 'mmseg') else 'mmflexgen'


def check_data_paths(cfg: Config, *loaders: str) -> None:
    """Names the first data folder or annotation file that is not there.

    Args:
        cfg: the config.
        loaders: keys of dataloaders, such as ``'train_dataloader'``.

    Raises:
        InputError: a local path of a dataset does not exist.
    """
    for loader in loaders:
        for place, dataset in _datasets(cfg.get(loader), loader):
            root = dataset.get('data_root') or ''
            paths = [root, dataset.get('ann_file') or '']
            paths += (dataset.get('data_prefix') or {}).values()
            for path in filter(None, paths):
                if not isinstance(path, str) or '://' in path:
                    continue
                path = path if path == root else osp.join(root, path)
                if not osp.exists(path):
                    raise InputError(
                        f'{loader} of the config ({dataset.get("type")}) '
                        f'reads {path}, which does not exist; mend the config'
                        ' or point it elsewhere with --cfg-options '
                        f'{place}.data_root=FOLDER')


def _datasets(node: Any, place: str) -> Iterator[Tuple[str, dict]]:
    """All dataset configs within a dataloader config, wrapped ones too, and
    where in the config they are."""
    if isinstance(node, (list, tuple)):
        for index, item in enumerate(node):
            yield from _datasets(item, f'{place}.{index}')
    elif isinstance(node, dict):
        if any(key in node for key in ('data_root', 'ann_file')):
            yield place, node
        for key in ('dataset', 'datasets', 'real', 'synthetic'):
            yield from _datasets(node.get(key), f'{place}.{key}')
