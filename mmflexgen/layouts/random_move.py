"""A move of one object to a free place."""

from random import Random
from typing import NamedTuple, Optional

from ..structures import Composition
from ..structures.composition import Box
from .edits import move
from .sampled import overlap

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
                max_overlap: float = 0.1) -> Optional[Move]:
    """Moves any object to any place.

    Args:
        composition: the scene, with an object.
        rng: draws.
        max_overlap: greatest intersection over union of the new box with
            the old one and with those of the other objects.

    Returns:
        None if 100 attempts found no such place.
    """
    for _ in range(_ATTEMPTS):
        index = int(rng.random() * len(composition))
        box = composition.boxes[index]
        right, down = (rng.random() * (1 - (box[axis + 2] - box[axis]))
                       - box[axis] for axis in (0, 1))
        alone = Composition((box, ), (composition.categories[index], ))
        placed, = move(alone, 0, right, down).boxes
        if all(overlap(placed, each) <= max_overlap
               for each in composition.boxes):
            return Move(index, placed, move(composition, index, right, down))
    return None
