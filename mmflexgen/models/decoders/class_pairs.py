"""The (image, class) pairs that a decoder decodes one by one."""

from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import torch
from torch import Tensor


@dataclass
class ClassPairs:
    """Every class that every prompt of a batch names.

    Attributes:
        images: the image of each pair, its index in the batch, (P,), long.
        labels: the class of each pair, (P,), long.
    """

    images: Tensor
    labels: Tensor

    @classmethod
    def of(cls, named: Sequence[Sequence[int]],
           device: torch.device) -> 'ClassPairs':
        """Pairs of images whose prompts name these class indices."""
        pairs = [(image, label) for image, labels in enumerate(named)
                 for label in labels]
        images, labels = torch.tensor(
            pairs, dtype=torch.long, device=device).reshape(-1, 2).T
        return cls(images, labels)

    def column(self, features: Sequence[Tensor],
               attn: Sequence[Optional[Tensor]], num_classes: int
               ) -> Tuple[List[Tensor], List[Optional[Tensor]]]:
        """The hypercolumn of every pair: all features of its image, and of
        the attention the maps of its class alone.

        Args:
            features: one (B, C_s, h_s, w_s) per resolution.
            attn: maps by class, one (B, G_s * C, h_s, w_s) or None per
                resolution.
            num_classes: C.

        Returns:
            One (P, C_s, h_s, w_s), and one (P, G_s, h_s, w_s) or None, per
            resolution.
        """
        return [feature[self.images] for feature in features], [
            maps if maps is None else
            maps.unflatten(1, (-1, num_classes))[self.images, :, self.labels]
            for maps in attn]
