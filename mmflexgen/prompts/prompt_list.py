"""What a list of prompts must be."""

from collections import Counter
from typing import Dict, List, Optional, Sequence

from ..utils import InputError
from .class_finder import ClassFinder
from .similar_texts import SimilarTexts, words_of


class PromptList:
    """Takes prompts one by one and refuses those that break a rule.

    Args:
        classes: names as they stand in a prompt, see :class:`ClassFinder`.
        per_class: prompts that have to name each class; 0 for any number.
        total: prompts to have in all, at least.
        min_classes: least number of classes that a prompt names.
        min_words: fewest words of a prompt.
        max_words: most words of a prompt.
        similarity: two prompts whose sets of words have at least this
            Jaccard index are near-duplicates, above 0, to 1.
        plurals: see :class:`ClassFinder`.

    Raises:
        InputError: no classes, one given twice, or limits that leave
            nothing.
    """

    def __init__(self, classes: Sequence[str], per_class: int = 0,
                 total: int = 1, min_classes: int = 1, min_words: int = 8,
                 max_words: int = 25, similarity: float = 0.7,
                 plurals: bool = False) -> None:
        if not classes:
            raise InputError('a prompt list needs classes')
        twice = [name for name, n in Counter(classes).items() if n > 1]
        if twice:
            raise InputError(f'the class {twice[0]!r} of the prompt list is '
                             'given twice')
        if not 1 <= min_words <= max_words:
            raise InputError(f'min_words {min_words} and max_words '
                             f'{max_words} leave no prompt')
        self.classes = tuple(classes)
        self.per_class = per_class
        self.total = total
        self.min_classes = min_classes
        self.min_words = min_words
        self.max_words = max_words
        self.find = ClassFinder(classes, plurals)
        self.prompts: List[str] = []
        self.counts: Dict[str, int] = dict.fromkeys(self.classes, 0)
        self._similar = SimilarTexts(similarity)

    def add(self, text: str, asked: Optional[str] = None) -> Optional[str]:
        """Adds a prompt, or says in few words why not.

        Args:
            text: the prompt.
            asked: a class that it has to name.
        """
        names = self.find(text)
        reason = (self._shape(text)
                  or self._naming(names, asked) or self._likeness(text))
        if reason is None:
            self.prompts.append(text)
            self._similar.add(text)
            for name in names:
                self.counts[name] += 1
        return reason

    def _shape(self, text: str) -> Optional[str]:
        count = len(words_of(text))
        if count < self.min_words:
            return 'too short'
        return 'too long' if count > self.max_words else None

    def _naming(self, names: Sequence[str],
                asked: Optional[str]) -> Optional[str]:
        if not names:
            return 'names no class'
        if asked is not None and asked not in names:
            return 'does not name the class asked for'
        return ('names too few classes' if len(names) < self.min_classes
                else None)

    def _likeness(self, text: str) -> Optional[str]:
        match = self._similar.find(text)
        if match is None:
            return None
        return 'duplicate' if match.same else 'near-duplicate'

    def missing(self) -> Dict[str, int]:
        """How many prompts each class still lacks; those that lack none are
        left out."""
        return {name: self.per_class - count
                for name, count in self.counts.items()
                if count < self.per_class}

    def shortfall(self) -> Optional[str]:
        """A clause that says what the list still lacks; None if nothing."""
        if len(self.prompts) < self.total:
            return f'{len(self.prompts)} of {self.total} prompts'
        missing = self.missing()
        if not missing:
            return None
        first = ', '.join(f'{name} ({self.counts[name]})'
                          for name in list(missing)[:5])
        more = ' …' if len(missing) > 5 else ''
        return (f'fewer than {self.per_class} prompts for {len(missing)} of '
                f'{len(self.classes)} classes: {first}{more}')
