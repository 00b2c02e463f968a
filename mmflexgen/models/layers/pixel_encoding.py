"""EP: what boxes each pixel lies in (FlexDataset, figure 3 b)."""

import torch
from torch import Tensor, nn


class PixelEncoding(nn.Module):
    """The boxes of a pixel, (4, d(x, y)), times P_pixel.

    P_pixel has one row per place in the composition; boxes the pixel does
    not lie in are zeros. Every pixel lies in the whole image.

    Args:
        num_places: N_max, the whole image counted.
        pixel_dim: d_pixel.
    """

    def __init__(self, num_places: int, pixel_dim: int) -> None:
        super().__init__()
        self.projection = nn.Parameter(torch.randn(num_places, pixel_dim))

    def forward(self, boxes: Tensor, membership: Tensor) -> Tensor:
        """EP.

        Args:
            boxes: (B, N, 4), N up to N_max.
            membership: (B, N, P) of :func:`instance_membership`.

        Returns:
            (B, P, 4 * d_pixel): of each pixel d_pixel values of x1, then of
            y1, x2 and y2.
        """
        rows = self.projection[:boxes.shape[1]]
        # Each box once, then summed over the boxes of a pixel: linear in
        # pixels and in instances.
        each = torch.einsum('bnc,nk->bnck', boxes.to(rows.dtype), rows)
        return membership.transpose(1, 2) @ each.flatten(2)
