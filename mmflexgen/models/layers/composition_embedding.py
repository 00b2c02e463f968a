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
    something from the start. Vectors of names share a large part, which tells
    no class from another: their mean is taken out.

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

        # Statistics of the names the table started from; see encode_names.
        self.register_buffer('name_mean', torch.zeros(category_dim))
        self.register_buffer('name_scale', torch.ones(()))

    @torch.no_grad()
    def start_from(self, vectors: Tensor) -> None:
        """Give the classes their first rows.

        Args:
            vectors: (num_classes, category_dim), of the text encoder.
        """
        # A single class is its own mean: it keeps all of its vector.
        if len(vectors) > 1:
            self.name_mean.copy_(vectors.mean(0))
        # Text encoders differ in scale; rows of the table have deviation 1.
        self.name_scale.copy_((vectors - self.name_mean).std())
        self.table.weight[FIRST_CLASS:] = self.encode_names(vectors)

    def encode_names(self, vectors: Tensor) -> Tensor:
        """Rows of names, in the table or not, by the table's statistics.

        The mean and the one scale of all channels are those of the names
        that the table started from, and saved with it: the row of a name
        does not depend on what other names it is encoded with.

        Args:
            vectors: (..., category_dim), of the text encoder.

        Returns:
            (..., category_dim).
        """
        return (vectors - self.name_mean) / self.name_scale

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
