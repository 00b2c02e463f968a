"""Finds class names in a text."""

import re
from typing import Sequence, Tuple


class ClassFinder:
    """Finds whole-word class names, whatever their case.

    Where two names begin at one place the longer wins: 'dining table' is
    not also a 'table'.

    Args:
        classes: names of one or several words.
        plurals: whether 'stars' and 'crosses' count too. The annotator
            looks for the name itself in the prompt, so this suits
            generators that do not.
    """

    def __init__(self, classes: Sequence[str], plurals: bool = False) -> None:
        self._names = {name.lower(): name for name in classes}
        longest_first = sorted(self._names, key=len, reverse=True)
        ending = '(?:e?s)?' if plurals else ''
        pattern = '|'.join(re.escape(name) for name in longest_first)
        self._pattern = re.compile(rf'(?<!\w)({pattern}){ending}(?!\w)')

    def __call__(self, text: str) -> Tuple[str, ...]:
        """Names in the text's order, none twice."""
        found = self._pattern.findall(text.lower())
        return tuple(dict.fromkeys(self._names[name] for name in found))
