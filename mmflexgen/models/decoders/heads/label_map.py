"""Label maps, as heads of semantic segmentation read and write them."""

from typing import Dict, Sequence, Tuple

import numpy as np
from torch import Tensor

from mmflexgen.utils import InputError
from mmflexgen.utils.metainfo import BACKGROUND


def check_background(classes: Sequence[str], who: object) -> None:
    """Raises InputError if there is no background among the classes.

    Args:
        classes: of the generator.
        who: the head that needs it.
    """
    if BACKGROUND not in classes:
        raise InputError(
            f'{type(who).__name__} labels what no named class covers as '
            f"'{BACKGROUND}', which is none of the classes "
            f'{", ".join(classes)}: add it to metainfo.')


def label_map(scores: Tensor, ignore_below: float, ignore_index: int
              ) -> Tuple[np.ndarray, Dict[str, float]]:
    """The annotation that scores make.

    Args:
        scores: of 0 or more, (C, H, W).
        ignore_below: pixels whose winning class has a lower share of the
            scores are labelled ``ignore_index``.
        ignore_index: label of pixels that do not count.

    Returns:
        uint8 (H, W), and ``confidence``, the mean over pixels of the winning
        class's share of the scores.
    """
    winner, label = (
        scores / scores.sum(0, keepdim=True).clamp(min=1e-6)).max(0)
    label[winner < ignore_below] = ignore_index
    return (label.byte().cpu().numpy(),
            dict(confidence=winner.mean().item()))
