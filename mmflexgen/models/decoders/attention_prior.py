"""Cross-attention's word on which entity a pixel belongs to."""

from typing import List, Optional, Sequence

from torch import Tensor
from torch.nn import functional as F

from mmflexgen.utils import InputError


class AttentionPrior:
    """Lets cross-attention vote on the entity of a pixel, not on its being
    one.

    Not in the paper, whose decoder grounds names by text alone. A decoder
    that has learned to find objects may still call one by a name that it
    knows better; the base model attends to the right word. With scores s and
    attention a of a pixel's entities,

        s'_e = max(s) w_e / max(w),    w_e = s_e a_e^power

    so the best score, which decides between object and background, stays.
    Nothing is learned: a prior serves any checkpoint.

    Args:
        num_classes: C, maps per group of the attention.
        power: weight of the attention's vote, above 0. 1 takes both for
            independent probabilities.
        resolution: whose maps are read, counted among those with attention,
            coarse to fine.

    Raises:
        InputError: the power is not above 0.
    """

    def __init__(self, num_classes: int, power: float = 1.,
                 resolution: int = -1) -> None:
        if power <= 0:
            raise InputError(f'attn_prior has power={power}: give one above '
                             '0, or leave attn_prior out.')
        self.num_classes = num_classes
        self.power = power
        self.resolution = resolution

    def maps(self, attn: Sequence[Optional[Tensor]],
             named: Sequence[Sequence[int]]) -> List[Tensor]:
        """The attention of each image's entities.

        Args:
            attn: A^ by class, one (B, G C, h_s, w_s) or None per resolution.
            named: indices of the classes that each prompt names.

        Returns:
            Per image (E, h, w), the mean over groups.

        Raises:
            InputError: the base model attends at fewer resolutions.
        """
        there = [maps for maps in attn if maps is not None]
        if not -len(there) <= self.resolution < len(there):
            raise InputError(
                f'attn_prior has resolution={self.resolution}, but the base '
                f'model attends to text at {len(there)} resolutions: give '
                f'one from 0 to {len(there) - 1}, coarse to fine.')
        by_class = there[self.resolution].unflatten(
            1, (-1, self.num_classes)).float().mean(1)
        return [each[list(labels)]
                for each, labels in zip(by_class, named)]

    def weigh(self, scores: Tensor, attn: Tensor) -> Tensor:
        """s' of s.

        Args:
            scores: (E, H, W), 0 to 1.
            attn: of the same entities, (E, h, w).
        """
        attn = F.interpolate(attn[None], scores.shape[-2:], mode='bilinear',
                             align_corners=False)[0]
        # In logarithms: powers of small attention underflow.
        votes = scores.clamp(min=1e-12).log() + self.power * attn.clamp(
            min=1e-12).log()
        best = scores.amax(0, keepdim=True)
        return best * (votes - votes.amax(0, keepdim=True)).exp()
