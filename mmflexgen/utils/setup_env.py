"""Registers everything at once."""

from importlib import import_module

from .mmengine_compat import allow_resume_globals, resolve_packages

_PACKAGES = ('datasets', 'engine', 'evaluation', 'exporters', 'models',
             'prompts', 'synthesis', 'visualization')


def register_all_modules(init_default_scope: bool = True) -> None:
    """Imports all packages of mmflexgen, so that their types are registered.

    Tools need not call it: a registry imports its own packages when a type
    is first built.

    Args:
        init_default_scope: whether ``mmflexgen`` becomes mmengine's default
            scope, so that types may be named without it.
    """
    resolve_packages()
    allow_resume_globals()
    for package in _PACKAGES:
        import_module(f'mmflexgen.{package}')
    if init_default_scope:
        from mmengine.registry import init_default_scope as set_scope
        set_scope('mmflexgen')
