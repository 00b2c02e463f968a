"""Urban scenes as a car sees them."""

from typing import Dict, Iterator

from mmflexgen.prompts.draw import Cycle
from sentences import capital, phrase_cycles

# Every one names three classes at least.
FRAMES = (
    '{road}, {mover} and {side}',
    'driving view of {road}, {mover} and {post}',
    '{sky}, {road} and {mover}',
    '{mover} next to {post}, {sky}',
    '{road}, {side} and {mover}',
    '{mover} in front of {side}, {sky}',
    'street scene with {road}, {post} and {mover}',
)


def street_sentences(material: Dict[str, str],
                     list_name: str) -> Iterator[str]:
    """An endless stream; the phrases of each part take turns."""
    cycles = phrase_cycles(material, list_name)
    frames = Cycle(FRAMES, list_name, 'frame')
    index = 0
    while True:
        parts = {part: cycle[index] for part, cycle in cycles.items()}
        yield capital(frames[index].format(**parts))
        index += 1
