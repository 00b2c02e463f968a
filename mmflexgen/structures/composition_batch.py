"""Compositions as tensors, padded to a number of places."""

from typing import Any, NamedTuple, Sequence

import torch
from torch import Tensor

from mmflexgen.utils import InputError
from .composition import Composition

# Rows of the table of categories; the classes follow.
PADDING, WHOLE_IMAGE, FIRST_CLASS = 0, 1, 2


class CompositionBatch(NamedTuple):
    """B compositions of N places each; the first is the whole image.

    Attributes:
        boxes: float32 (B, N, 4), x1, y1, x2, y2 in [0, 1]; zeros where there
            is no object.
        categories: int64 (B, N), rows of the table of categories.
        valid: bool (B, N), whether there is an instance.
    """

    boxes: Tensor
    categories: Tensor
    valid: Tensor

    @classmethod
    def padding(cls, count: int, num_places: int) -> 'CompositionBatch':
        """``Com_phi`` of equations 4 and 5: the whole image and no object.
        """
        boxes = torch.zeros(count, num_places, 4)
        boxes[:, 0, 2:] = 1
        categories = torch.full((count, num_places), PADDING)
        categories[:, 0] = WHOLE_IMAGE
        return cls(boxes, categories, categories != PADDING)

    @classmethod
    def of(cls, compositions: Sequence[Composition], classes: Sequence[str],
           num_places: int) -> 'CompositionBatch':
        """A batch of compositions.

        Args:
            compositions: B of them.
            classes: names in the order of the table of categories.
            num_places: N, the whole image counted.

        Raises:
            InputError: more objects than places, or an unknown category.
        """
        batch = cls.padding(len(compositions), num_places)
        rows = {name: FIRST_CLASS + row for row, name in enumerate(classes)}
        for index, composition in enumerate(compositions):
            last = 1 + len(composition)
            if last > num_places:
                raise InputError(
                    f'A composition has {len(composition)} objects and the '
                    f'model takes {num_places - 1}: leave some out, or train '
                    'with a larger num_places.')
            unknown = set(composition.categories) - set(rows)
            if unknown:
                raise InputError(
                    f'A composition asks for {min(unknown)!r}, which is none '
                    f"of the model's {len(rows)} categories "
                    f'({", ".join(classes)}).')
            if len(composition):
                batch.boxes[index, 1:last] = torch.tensor(composition.boxes)
                batch.categories[index, 1:last] = torch.tensor(
                    [rows[name] for name in composition.categories])
                batch.valid[index, 1:last] = True
        return batch

    def where(self, keep: Tensor) -> 'CompositionBatch':
        """The same, with the padding composition where ``keep`` (B,) is
        False."""
        empty = self.padding(*self.categories.shape).to(keep.device)
        return CompositionBatch(*(
            torch.where(keep.view(-1, *[1] * (given.dim() - 1)), given, free)
            for given, free in zip(self, empty)))

    def to(self, device: Any) -> 'CompositionBatch':
        """The same on a device."""
        return CompositionBatch(*(part.to(device) for part in self))

    @staticmethod
    def cat(parts: Sequence['CompositionBatch']) -> 'CompositionBatch':
        """Join along the batch."""
        return CompositionBatch(*(torch.cat(each) for each in zip(*parts)))
