"""Pieces that may be missing are named when they are first needed."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Dict, Sequence

from .errors import InputError

_MMCV = 'MMCV_WITH_OPS=1 pip install --no-build-isolation mmcv==2.1.0'
# How to get a package, and mmcv's ops where mmcv itself is there.
INSTALL = {
    'mmcv': _MMCV,
    'mmcv._ext': f'{_MMCV} --force-reinstall --no-cache-dir --no-deps',
    'mmdet': 'pip install mmdet==3.3.0',
    'mmseg': 'pip install mmsegmentation==1.2.2 ftfy regex',
    'segment_anything': 'pip install segment-anything torchvision',
}

# Modules of ours that could not load: name -> the sentence that says why.
_SKIPPED: Dict[str, str] = {}


def _explain(piece: str, error: Exception) -> str:
    """A clause: what cannot be imported, and how to install it."""
    name = getattr(error, 'name', None) or piece
    command = INSTALL.get(name) or INSTALL.get(
        name.partition('.')[0], f'pip install {name.partition(".")[0]}')
    found = ' '.join(str(error).split())
    return f'{name} cannot be imported ({found}); install it with: {command}'


def why_missing(piece: str) -> str:
    """A clause that says why a piece cannot be used; empty if it can."""
    try:
        import_module(piece)
    # mmdet and mmseg check the versions of their partners by assert.
    except (ImportError, AssertionError) as error:
        return _explain(piece, error)
    return ''


def require(piece: str, purpose: str) -> None:
    """Raises InputError if a piece is missing.

    Args:
        piece: importable module, such as ``'mmcv.ops'``.
        purpose: who needs it; the start of the sentence.
    """
    reason = why_missing(piece)
    if reason:
        raise InputError(f'{purpose} needs {piece}, but {reason}')


def import_optional(module: str, needs: Sequence[str]) -> None:
    """Imports a module of ours if all that it needs is installed.

    Otherwise the reason is kept, and :func:`explain_missing_type` gives it
    when somebody builds one of the module's types.

    Args:
        module: absolute name, such as ``'mmflexgen.models.decoders'``.
        needs: importable modules, such as ``('mmcv.ops', 'mmdet')``.
    """
    for piece in needs:
        reason = why_missing(piece)
        if reason:
            _SKIPPED[module] = reason
            return
    try:
        import_module(module)
    except ModuleNotFoundError as error:
        if str(error.name).startswith('mmflexgen'):
            raise
        _SKIPPED[module] = _explain(str(error.name), error)


def explain_missing_type(name: str) -> None:
    """Raises InputError if the type's module was skipped.

    Args:
        name: class name without scope, such as ``'PDecoder'``.
    """
    for module, reason in _SKIPPED.items():
        if _defines(module, name):
            raise InputError(f'{name} is part of {module}, which was not '
                             f'loaded: {reason}')


def _defines(module: str, name: str) -> bool:
    """Whether a module's source, a file or a folder, has this class."""
    spec = find_spec(module)
    files = [Path(spec.origin)] if spec.origin else []
    for folder in spec.submodule_search_locations or ():
        files += Path(folder).rglob('*.py')
    pattern = re.compile(rf'^(class|def) {re.escape(name)}\b', re.MULTILINE)
    return any(pattern.search(file.read_text('utf-8')) for file in files)
