"""What one pass of a UNet says about images (DatasetDM, 3.3)."""

from dataclasses import dataclass
from typing import List, Optional

from torch import Tensor


@dataclass
class Hypercolumn:
    """{F, A} of equation 3, coarse to fine.

    Attributes:
        features: one (B, C_s, h_s, w_s) per resolution.
        attn: one (B, G_s, L, h_s, w_s) per resolution, cross-attention to
            the L token positions; G_s is 1 for averaged maps. None where
            the UNet has no cross-attention (SDXL's finest resolution).
    """

    features: List[Tensor]
    attn: List[Optional[Tensor]]
