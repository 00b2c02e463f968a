"""What a class takes, as far as its constructors say."""

import inspect
from typing import Dict


def init_parameters(cls: type) -> Dict[str, inspect.Parameter]:
    """Arguments of a class by name.

    Those of its bases count as long as ``__init__`` hands ``**kwargs`` on.
    """
    found: Dict[str, inspect.Parameter] = {}
    for each in cls.__mro__:
        if '__init__' not in vars(each):
            continue
        own = inspect.signature(each.__init__).parameters
        for name, parameter in own.items():
            found.setdefault(name, parameter)
        if not any(parameter.kind is parameter.VAR_KEYWORD
                   for parameter in own.values()):
            break
    return found
