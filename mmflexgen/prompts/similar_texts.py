"""Finds texts that say nearly the same, among tens of thousands."""

import math
import re
from collections import defaultdict
from typing import DefaultDict, FrozenSet, List, NamedTuple, Optional, Tuple

from ..utils import InputError

_WORD = re.compile(r"\w+(?:['’]\w+)?")
# Keeps a product such as 0.7 * 10 from being rounded up past a whole number.
_EPSILON = 1e-9


def words_of(text: str) -> List[str]:
    """The words in lower case, without punctuation."""
    return _WORD.findall(text.lower())


class Match(NamedTuple):
    """An earlier text.

    Attributes:
        text: as it was added.
        similarity: Jaccard index of the two sets of words, 0 to 1.
        same: whether it has the same words in the same order.
    """

    text: str
    similarity: float
    same: bool


class SimilarTexts:
    """Texts by their words.

    A text of n words and any whose Jaccard index with it is t or more share
    at least t * n words. So among any n - ceil(t * n) + 1 words of it there
    is a shared one: only the texts that hold one of its rarest so many words
    are compared.

    Args:
        threshold: least Jaccard index that counts as similar, above 0, to 1.

    Raises:
        InputError: a threshold outside this range.
    """

    def __init__(self, threshold: float) -> None:
        if not 0 < threshold <= 1:
            raise InputError(f'the similarity {threshold} must be above 0, '
                             'and 1 at most')
        self.threshold = threshold
        self._entries: List[Tuple[str, List[str], FrozenSet[str]]] = []
        self._by_word: DefaultDict[str, List[int]] = defaultdict(list)

    def find(self, text: str) -> Optional[Match]:
        """The most similar earlier text, the first of equals; None if all
        are below the threshold."""
        words = words_of(text)
        members = frozenset(words)
        best = None
        candidates = {index for word in self._rarest(members)
                      for index in self._by_word.get(word, ())}
        for index in sorted(candidates):
            earlier, order, others = self._entries[index]
            shared = len(members & others)
            similarity = shared / (len(members) + len(others) - shared)
            if similarity < self.threshold:
                continue
            match = Match(earlier, similarity, order == words)
            if best is None or (match.same, similarity) > (best.same,
                                                           best.similarity):
                best = match
        return best

    def add(self, text: str) -> None:
        """Adds a text, whatever it resembles."""
        words = words_of(text)
        members = frozenset(words)
        for word in members:
            self._by_word[word].append(len(self._entries))
        self._entries.append((text, words, members))

    def _rarest(self, members: FrozenSet[str]) -> List[str]:
        """As many of the words as must hold a shared one, rarest first."""
        shared = math.ceil(self.threshold * len(members) - _EPSILON)
        order = sorted(members,
                       key=lambda word: len(self._by_word.get(word, ())))
        return order[:len(members) - shared + 1]
