"""What the frozen model says about labelled images."""

from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import torch

from mmflexgen.utils import InputError
from .hypercolumn import Hypercolumn

# Index of a class, and positions of its tokens in the prompt.
NamedClass = Tuple[int, Tuple[int, ...]]


@dataclass
class LabelledColumn:
    """All that decoders train on, but for the labels.

    Attributes:
        column: of B images.
        named: per image the classes that its prompt names, in order.
        prompts: B texts.
        size: (height, width) of the images, in pixels.
        source: folder of the cache it was read from; None if it was just
            computed.
    """

    column: Hypercolumn
    named: List[List[NamedClass]]
    prompts: List[str]
    size: Tuple[int, int]
    source: Optional[str] = None

    @classmethod
    def cat(cls, parts: Sequence['LabelledColumn']) -> 'LabelledColumn':
        """One batch of several.

        Raises:
            InputError: they differ in size or source.
        """
        first = parts[0]
        for part in parts:
            if part.size != first.size:
                raise InputError(
                    f'A batch mixes cached images of {first.size} and '
                    f'{part.size} pixels (height, width): crop or pad to one '
                    'size in the pipeline, or set batch_size=1.')
            if part.source != first.source:
                raise InputError(
                    f"A batch mixes the feature caches '{first.source}' and "
                    f"'{part.source}': train from one of them.")
        columns = [part.column for part in parts]
        return cls(
            column=Hypercolumn(
                features=[torch.cat(maps) for maps in zip(
                    *(column.features for column in columns))],
                attn=[None if maps[0] is None else torch.cat(maps)
                      for maps in zip(*(column.attn for column in columns))]),
            named=[names for part in parts for names in part.named],
            prompts=[text for part in parts for text in part.prompts],
            size=first.size, source=first.source)

    def to(self, device: torch.device) -> 'LabelledColumn':
        """The same in float32 on a device."""
        column = Hypercolumn(
            features=[maps.to(device).float()
                      for maps in self.column.features],
            attn=[None if maps is None else maps.to(device).float()
                  for maps in self.column.attn])
        return LabelledColumn(column, self.named, self.prompts, self.size,
                              self.source)
