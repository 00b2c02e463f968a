"""What a generator is asked for."""

from dataclasses import asdict, dataclass
from typing import Any, Dict, Optional, Tuple

from .composition import Composition


@dataclass(frozen=True)
class SynthRequest:
    """One slot of the work list, at one attempt.

    It holds everything that a sample depends on, so a sample can be made
    again from its manifest line alone.

    Attributes:
        sample_id: position in the work list, from 0; names the files.
        seed: seed of the sample's own CPU noise generator, derived from
            (run seed, sample_id, attempt).
        prompt: the text the image is generated from.
        classes: names of the prompted classes, in the prompt's order, no
            duplicates.
        attempt: 0 for the first try; a rejected sample is asked for again
            with the next attempt's seed.
        real_image: image of the real sample that it is made from, relative
            to the ``data_root`` of its dataset; None where there is none.
        composition: boxes and categories asked for; None where there are
            none.
    """

    sample_id: int
    seed: int
    prompt: str
    classes: Tuple[str, ...]
    attempt: int = 0
    real_image: Optional[str] = None
    composition: Optional[Composition] = None

    def to_dict(self) -> Dict[str, Any]:
        """The request as JSON-ready values."""
        composition = self.composition and self.composition.to_dict()
        return {**asdict(self), 'classes': list(self.classes),
                'composition': composition}
