"""A move of one object to a free place."""

from random import Random
from typing import Mapping, NamedTuple, Optional, Sequence

from ..prompts.draw import pick
from ..structures import Composition
from ..structures.box import Box, overlap, placed_at
from .edits import move

_ATTEMPTS = 100


class Move(NamedTuple):
    """What was moved, and to where.

    Attributes:
        index: number of the object in the scene before.
        box: its box afterwards.
        scene: the composition afterwards.
    """

    index: int
    box: Box
    scene: Composition


def random_move(composition: Composition, rng: Random,
                places: Mapping[str, Sequence[Box]],
                max_overlap: float = 0.1) -> Optional[Move]:
    """Moves any object to where another of its category might stand.

    Args:
        composition: the scene, with an object.
        rng: draws.
        places: for each category boxes, of which one gives the new centre.
        max_overlap: greatest intersection over union of the new box with
            the old one and with those of the other objects.

    Returns:
        None if 100 attempts found no such place.
    """
    for _ in range(_ATTEMPTS):
        index = int(rng.random() * len(composition))
        box, name = composition.boxes[index], composition.categories[index]
        target = placed_at(box, pick(rng, places[name]))
        right, down = (target[axis] - box[axis] for axis in (0, 1))
        placed, = move(Composition((box, ), (name, )), 0, right, down).boxes
        if all(overlap(placed, each) <= max_overlap
               for each in composition.boxes):
            return Move(index, placed, move(composition, index, right, down))
    return None
