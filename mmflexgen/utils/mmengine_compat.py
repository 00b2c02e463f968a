"""What mmengine 0.10.7 needs to resume on torch >= 2.6 and to find configs.

Both functions change nothing the second time, and nothing where mmengine
already does the right thing.
"""

import os.path as osp
import sys
from importlib.util import find_spec
from typing import Any, Callable, List, Tuple

# The modules that bind mmengine's two package look-ups by name.
_LOOKUP_MODULES = ('mmengine.utils.package_utils', 'mmengine.utils',
                   'mmengine', 'mmengine.config.config', 'mmengine.hub.hub',
                   'mmengine.infer.infer')


def _history_buffer_method(owner: type, name: str) -> Callable:
    """Stands in for ``getattr`` in a checkpoint's pickle.

    A HistoryBuffer's state names its statistics as attributes of the class;
    nothing else in a checkpoint has a right to ``getattr``.
    """
    from mmengine.logging import HistoryBuffer
    if owner is not HistoryBuffer or name.startswith('_'):
        raise ValueError(f'a checkpoint asks for {owner}.{name}, which only '
                         'code can use; it is not loaded')
    return getattr(owner, name)


def allow_resume_globals() -> None:
    """Lets ``torch.load(weights_only=True)`` read mmengine's checkpoints.

    Next to tensors they hold the message hub (HistoryBuffer, numpy arrays)
    and numpy scalars such as the best score. Nothing on the list can run
    code of the checkpoint's choosing.
    """
    import numpy as np
    from mmengine.logging import HistoryBuffer
    from torch.serialization import add_safe_globals

    allowed: List[Any] = [
        HistoryBuffer, np.ndarray, np.dtype,
        (_history_buffer_method, 'builtins.getattr')
    ]
    allowed += [type(np.dtype(code)) for code in '?bBhHiIlLqQefdSU']
    reconstruct, scalar = _numpy_pickle_functions()
    for core in ('numpy.core', 'numpy._core'):  # numpy 1 and 2 wrote these
        allowed.append((reconstruct, f'{core}.multiarray._reconstruct'))
        allowed.append((scalar, f'{core}.multiarray.scalar'))
    add_safe_globals(allowed)


def _numpy_pickle_functions() -> Tuple[Callable, Callable]:
    """numpy's own functions that rebuild an array and a scalar."""
    import numpy as np
    return np.empty(0).__reduce__()[0], np.float64(0).__reduce__()[0]


def resolve_packages() -> None:
    """Makes ``mmflexgen::`` and, on any fork, ``mmseg::`` configs found.

    mmengine's table of packages is closed, and it asks pip's records for
    ``mmsegmentation`` where a fork carries the module ``mmseg`` under
    another name (or, in an editable install, elsewhere). A module that can
    be imported says itself where it lies.
    """
    from mmengine.config.utils import MODULE2PACKAGE
    from mmengine.utils import package_utils

    if 'mmflexgen' in MODULE2PACKAGE:
        return
    MODULE2PACKAGE['mmflexgen'] = 'mmflexgen'
    module_of = {name: module for module, name in MODULE2PACKAGE.items()}
    ask_pip_installed = package_utils.is_installed
    ask_pip_path = package_utils.get_installed_path

    def module_file(package: str):
        spec = find_spec(module_of.get(package, package))
        return spec.origin if spec is not None else None

    def is_installed(package: str) -> bool:
        return bool(module_file(package)) or ask_pip_installed(package)

    def get_installed_path(package: str) -> str:
        origin = module_file(package)
        return osp.dirname(origin) if origin else ask_pip_path(package)

    for name in _LOOKUP_MODULES:
        module = sys.modules.get(name)
        for function in (is_installed, get_installed_path):
            if hasattr(module, function.__name__):
                setattr(module, function.__name__, function)
