"""mmflexgen: few labels in, large annotated datasets out, for OpenMMLab.

Importing the package is cheap: neither torch models nor compiled ops load
until :func:`mmflexgen.utils.register_all_modules` or a registry asks.
"""

from .version import __version__

__all__ = ['__version__']
