"""Boxes and categories in one space (FlexDataset, equation 1)."""

from typing import Optional, Tuple

import torch
from torch import Tensor, nn

from mmflexgen.structures import CompositionBatch
from mmflexgen.structures.composition_batch import FIRST_CLASS


class CompositionEmbedding(nn.Module):
    """IC = B P_B + K P_K.

    A category enters through a learnt row of a table, which P_K maps to d;
    the paper's 1 x d projection of the category's number would make number
    20 twice number 10. The rows of classes start as the text encoder's
    vectors of their names, so that classes never seen in a layout mean
    something from the start.

    Args:
        num_classes: classes, without padding and the whole image.
        dim: d.
        category_dim: channels of the table.
    """

    def __init__(self, num_classes: int, dim: int, category_dim: int) -> None:
        super().__init__()
        self.box_projection = nn.Linear(4, dim, bias=False)
        self.table = nn.Embedding(FIRST_CLASS + num_classes, category_dim)
        self.category_projection = nn.Linear(category_dim, dim, bias=False)

    @torch.no_grad()
    def start_from(self, vectors: Tensor) -> None:
        """Give the classes their first rows.

        Args:
            vectors: (num_classes, category_dim).
        """
        rows = self.table.weight[FIRST_CLASS:]
        # Text encoders differ in scale; rows of the table have deviation 1.
        rows.copy_(vectors / vectors.std())

    def forward(self, batch: CompositionBatch) -> Tuple[Tensor, Tensor]:
        """IC and K P_K, each (B, N, d)."""
        boxes = batch.boxes.to(self.box_projection.weight.dtype)
        category = self.category_projection(self.table(batch.categories))
        return self.box_projection(boxes) + category, category


class CategoricalEncoding(nn.Module):
    """CCE = Conv(IC* + Norm(K)), the context-aware category.

    The convolution has kernel 1: with a wider one neighbours in the list of
    instances, and padding, would leak into each other.

    Args:
        dim: d.
    """

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.conv = nn.Conv1d(dim, dim, 1)

    def forward(self, context: Tensor, category: Tensor,
                valid: Optional[Tensor] = None) -> Tensor:
        """CCE (B, N, d) of IC* and K, both (B, N, d).

        Args:
            context: IC*.
            category: K.
            valid: bool (B, N); zeros elsewhere.
        """
        out = self.conv((context + self.norm(category)).transpose(1, 2))
        out = out.transpose(1, 2)
        return out if valid is None else out * valid.unsqueeze(-1)
