"""What a sentence must not say."""

import re
from typing import Optional, Sequence

from mmflexgen.prompts.class_finder import ClassFinder

# Humans under another name than their class would be left unlabelled.
_HUMANS = re.compile(
    r'\b(wom[ae]n|m[ae]n|boys?|girls?|child(ren)?|kids?|people|couples?|'
    r'crowds?|drivers?|tourists?|friends?|players?|family|worker|waiter|'
    r'someone|nobody|batter|pitcher|umpire)\b')
# Class names that stand for something else.
_MISLEADING = re.compile(
    r'\b((bus|train) (stop|station|shelter)|train (platform|washroom|track)|'
    r'bird (house|feeder)|orange juice|apple (tree|pie)|carrot cake|'
    r'flower bed|tv (stand|show)|toilet (roll|paper)|cake stand)\b')


class SentenceCheck:
    """Says why a sentence would mislead an annotator.

    Args:
        classes: names of the list's classes.
    """

    def __init__(self, classes: Sequence[str]) -> None:
        self.singular = ClassFinder(classes)
        self.any_number = ClassFinder(classes, plurals=True)

    def __call__(self, text: str) -> Optional[str]:
        """What is wrong, or None."""
        lower = text.lower()
        for pattern, fault in ((_HUMANS, 'a human under another name'),
                               (_MISLEADING, 'a misleading compound')):
            found = pattern.search(lower)
            if found:
                return f'{fault} ({found[0]!r})'
        plural = set(self.any_number(text)) - set(self.singular(text))
        if plural:
            return f'a class in the plural ({min(plural)!r})'
        return None
