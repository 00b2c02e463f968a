"""Prompts from a small grammar."""

import json
import math
import re
from pathlib import Path
from random import Random
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from ..registry import TASK_UTILS
from ..utils import InputError
from ..utils.article import article
from .draw import Cycle, balanced_classes, pick, stream

# Not symbols of the grammar: a class, and 'a' or 'an' before a word.
CLASS, ARTICLE = 'CLS', 'a'
_SLOT = re.compile(r'\{(\w+)\}')

Rules = Dict[str, Tuple[List[str], List[float]]]


@TASK_UTILS.register_module()
class GrammarPrompt:
    """Expands ``start`` until only words and class slots are left.

    Args:
        classes: names to draw from; each is as frequent as the others, or
            as its weight says, and none comes twice in one prompt.
        grammar: rules ``{symbol: [alternative, …]}``, or a JSON file of
            them. An alternative is a text, or ``[text, weight]``. In a text
            ``{symbol}`` is expanded, ``{CLS}`` is a class and ``{a}`` is
            'a' or 'an', by the letter that follows.
        class_weights: above 0, one per class.

    Raises:
        InputError: unreadable file, no ``start``, an unknown symbol, a rule
            that never ends, or a sentence without any class.
    """

    def __init__(self, classes: Sequence[str],
                 grammar: Union[str, Dict[str, Sequence]],
                 class_weights: Optional[Sequence[float]] = None) -> None:
        self.classes = tuple(classes)
        self.class_weights = class_weights
        self.rules = _parse(_load(grammar))
        _check(self.rules)

    def __call__(self, index: int, seed: int) -> Tuple[str, Tuple[str, ...]]:
        """The prompt of a number, and its classes in order."""
        rng = stream(seed, index, 'grammar')
        text = self._expand('start', rng)
        count = text.count(f'{{{CLASS}}}')
        if count > len(self.classes):
            raise InputError(
                f'the grammar asks for {count} classes in one prompt '
                f'({text!r}), but there are {len(self.classes)}')
        anchors = Cycle(self.classes, seed, 'anchor',
                        weights=self.class_weights)
        names = balanced_classes(anchors, index, count, rng)
        for name in names:
            text = text.replace(f'{{{CLASS}}}', name, 1)
        text = re.sub(r'\{a\}(\s+)(\w+)',
                      lambda m: article(m[2]) + m[1] + m[2],
                      ' '.join(text.split()))
        return text, names

    def _expand(self, symbol: str, rng: Random) -> str:
        text = pick(rng, *self.rules[symbol])
        return _SLOT.sub(
            lambda slot: slot[0] if slot[1] in (CLASS, ARTICLE) else self.
            _expand(slot[1], rng), text)

    def describe(self) -> Dict[str, Any]:
        """What the report says about it."""
        return {'grammar symbols': len(self.rules)}


def _load(grammar: Union[str, Dict[str, Sequence]]) -> Dict[str, Sequence]:
    if not isinstance(grammar, str):
        return grammar
    try:
        loaded = json.loads(Path(grammar).read_text(encoding='utf-8'))
    except OSError as error:
        raise InputError(f'grammar file {grammar} cannot be read '
                         f'({error.strerror})') from error
    except ValueError as error:
        raise InputError(f'grammar file {grammar} is not JSON: {error}'
                         ) from error
    if not isinstance(loaded, dict):
        raise InputError(f'grammar file {grammar} must hold an object '
                         '{symbol: [alternatives]}')
    return loaded


def _parse(grammar: Dict[str, Sequence]) -> Rules:
    rules: Rules = {}
    for symbol, alternatives in grammar.items():
        if isinstance(alternatives, str) or not alternatives:
            raise InputError(f'grammar rule {symbol!r} must be a list of '
                             f'alternatives, not {alternatives!r}')
        texts, weights = [], []
        for item in alternatives:
            text, weight = (item, 1.0) if isinstance(item, str) else item
            texts.append(text)
            weights.append(float(weight))
        if min(weights) < 0 or sum(weights) <= 0:
            raise InputError(f'the weights of grammar rule {symbol!r} are '
                             f'{weights}; they must be 0 or more, not all 0')
        rules[symbol] = (texts, weights)
    return rules


def _check(rules: Rules) -> None:
    """Every sentence must be finite and name a class."""
    if 'start' not in rules:
        raise InputError(f'the grammar has no rule "start", only '
                         f'{", ".join(rules) or "none"}')
    for symbol, (texts, _) in rules.items():
        for text in texts:
            for slot in _SLOT.findall(text):
                if slot not in rules and slot not in (CLASS, ARTICLE):
                    raise InputError(
                        f'grammar rule {symbol!r} uses {{{slot}}} in '
                        f'{text!r}, but there is no such rule')
    # Fewest classes in any text of a symbol; infinite while unknown.
    fewest = {symbol: math.inf for symbol in rules}
    fewest.update({CLASS: 1, ARTICLE: 0})
    changed = True
    while changed:
        changed = False
        for symbol, (texts, _) in rules.items():
            least = min(
                sum(fewest[slot] for slot in _SLOT.findall(text))
                for text in texts)
            if least < fewest[symbol]:
                fewest[symbol] = least
                changed = True
    for symbol in rules:
        if fewest[symbol] == math.inf:
            raise InputError(f'grammar rule {symbol!r} never ends: all its '
                             'alternatives lead back to it')
    if fewest['start'] < 1:
        raise InputError('the grammar can write a sentence without any '
                         f'class; put {{{CLASS}}} into every alternative')
