"""Which tokens of a prompt spell a class name."""

import re
from typing import Any, Dict, List, Sequence, Tuple

from mmflexgen.utils import InputError, check_choice


def name_spans(prompt: str, names: Sequence[str]
               ) -> Dict[str, Tuple[Tuple[int, int], ...]]:
    """Character ranges [start, end) where names stand as whole words.

    Case does not matter, any white space separates the words of a name, and
    a plural ending counts as the name: 'rings' is a 'ring', 'string' is not.
    No place is two names': of those that begin at one the longest has it, as
    with :class:`ClassFinder`. Beside 'hot dog', a 'dog' is not inside of it.

    Args:
        prompt: the text.
        names: class names as they are written in the text.
    """
    places: Dict[str, List[Tuple[int, int]]] = {
        _folded(name): [] for name in names}
    longest_first = sorted(places, key=len, reverse=True)
    words = '|'.join(
        '(' + r'\s+'.join(map(re.escape, name.split())) + ')'
        for name in longest_first)
    pattern = rf'(?<!\w)(?:{words})(?:s|es)?(?!\w)'
    for match in re.finditer(pattern, prompt, re.IGNORECASE):
        places[longest_first[match.lastindex - 1]].append(match.span())
    return {name: tuple(places[_folded(name)]) for name in names}


def _folded(name: str) -> str:
    """A name without its case and its white space."""
    return ' '.join(name.lower().split())


def token_positions(tokenizer: Any,
                    prompt: str,
                    names: Sequence[str],
                    occurrence: str = 'all') -> Dict[str, Tuple[int, ...]]:
    """Positions of each name's tokens in the tokenized prompt.

    Found by character offsets, so a name of several tokens ('aeroplane' is
    two in CLIP) has several positions. A place belongs to one name, see
    :func:`name_spans`.

    Args:
        tokenizer: a fast CLIP tokenizer.
        prompt: the text.
        names: class names as they are written in the text.
        occurrence: 'all' takes the tokens of every occurrence of a name,
            'first' those of the first.

    Returns:
        For each name its positions, counted from the start token (0).

    Raises:
        InputError: if a name is not in the prompt, or only inside of a
            longer one, or its tokens lie beyond the encoder's length.
    """
    check_choice('occurrence of a name in its prompt', occurrence,
                 ('all', 'first'))
    offsets = tokenizer(prompt, return_offsets_mapping=True)['offset_mapping']
    positions = {}
    for name, spans in name_spans(prompt, names).items():
        if not spans:
            raise InputError(
                f"Class '{name}' is not named in the prompt '{prompt}': add "
                'it to the prompt or leave it out of the classes.')
        if occurrence == 'first':
            spans = spans[:1]
        found = tuple(
            index for index, (start, end) in enumerate(offsets)
            if any(start < stop and end > begin for begin, stop in spans))
        limit = tokenizer.model_max_length - 1  # the last one ends the text
        if not found or max(found) >= limit:
            raise InputError(
                f"Class '{name}' lies beyond the {limit + 1} tokens of the "
                f"text encoder in the prompt '{prompt}': shorten the prompt.")
        positions[name] = found
    return positions
