"""Bad input ends in one sentence, not in a traceback."""

import functools
import sys
from typing import Callable, Optional


class InputError(ValueError):
    """What the user gave cannot be used.

    The message is one sentence: what was found, where, how to mend it.
    """

    def sentence(self) -> str:
        """The message alone.

        A DataLoader worker's error arrives wrapped in the text of its
        traceback, which ends with the sentence.
        """
        return str(self).rsplit('InputError: ', maxsplit=1)[-1].strip()


def one_sentence_errors(main: Callable[..., Optional[int]]) -> Callable:
    """Decorates a tool's ``main``.

    An :class:`InputError` is printed to stderr as one sentence and ends the
    program with status 2; every other exception keeps its traceback.
    """

    @functools.wraps(main)
    def wrapper(*args, **kwargs) -> Optional[int]:
        try:
            return main(*args, **kwargs)
        except InputError as error:
            print(f'error: {error.sentence()}', file=sys.stderr)
            sys.exit(2)

    return wrapper
