"""Options that are one word of a few."""

from typing import Any, Iterable

from .errors import InputError


def check_choice(option: str, value: Any, choices: Iterable[Any]) -> None:
    """Refuse a value that an option does not have.

    Args:
        option: the option's name and whose it is, as 'sampler of
            LatentDiffusion'.
        value: what it was given.
        choices: the values that it has.

    Raises:
        InputError: ``value`` is none of ``choices``.
    """
    choices = list(choices)
    if value not in choices:
        raise InputError(f'{option} is {value!r}: use one of '
                         f'{", ".join(map(repr, choices))}')
