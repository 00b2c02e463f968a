"""Queries told by the names of the classes (SEEM's classifier)."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# No sharper than CLIP's.
_SHARPEST = math.log(100.)


class TextClassifier(nn.Module):
    """Logits are scaled cosines of a query and the classes' names.

    No weight belongs to a class, so a checkpoint serves any list of classes.
    "No object" has no name: its vector is learned.

    Args:
        channels: of queries, and of the space they share with the names.
        text: encoded names, (C, D).
    """

    def __init__(self, channels: int, text: Tensor) -> None:
        super().__init__()
        # It follows from the base model: no part of a checkpoint.
        self.register_buffer('text', text, persistent=False)
        self.project_query = nn.Linear(channels, channels, bias=False)
        # An encoder's names lie close together: the layer spreads them.
        self.project_text = nn.Sequential(
            nn.LayerNorm(text.shape[1]), nn.Linear(text.shape[1], channels))
        self.no_object = nn.Parameter(torch.randn(1, channels))
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, query: Tensor) -> Tensor:
        """Class logits.

        Args:
            query: (B, N, channels).

        Returns:
            (B, N, C + 1), the last for "no object".
        """
        names = torch.cat([self.project_text(self.text), self.no_object])
        scale = self.log_scale.clamp(max=_SHARPEST).exp()
        return scale * (F.normalize(self.project_query(query), dim=-1)
                        @ F.normalize(names, dim=-1).T)
