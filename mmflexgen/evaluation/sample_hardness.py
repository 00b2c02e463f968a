"""How hard a decoder finds one label map (FreeGen, equation 8)."""

from typing import Optional, Sequence

import numpy as np

from .class_hardness import ClassHardness


def sample_hardness(losses: np.ndarray, label: np.ndarray,
                    classes: Sequence[str], background: str = 'background',
                    ignore_index: int = 255) -> Optional[float]:
    """S of equation 8.

    The sum, over the foreground classes that the label shows, of the mean
    loss over the pixels of the class.

    Args:
        losses: float (H, W), each pixel's loss against its label.
        label: integers (H, W).
        classes: names by label id.
        background: the class that does not count.
        ignore_index: label of pixels that do not count.

    Returns:
        0 or above; None if the label shows no foreground, which the
        equation would call the easiest of all.
    """
    hardness = ClassHardness(classes, ignore_index)
    hardness.add(losses, label, label)
    means = hardness.mean_losses()[
        [name != background for name in hardness.classes]]
    shown = ~np.isnan(means)
    return float(means[shown].sum()) if shown.any() else None
