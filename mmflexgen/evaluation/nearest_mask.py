"""How near label maps come to others: have masks been learnt by heart?"""

from typing import Optional

import numpy as np
import torch


def nearest_iou(masks: np.ndarray,
                others: np.ndarray,
                num_classes: int,
                background: Optional[int] = None,
                chunk: int = 512) -> np.ndarray:
    """IoU of each mask with the one most like it among others.

    Of two masks it is the mean of the classes' IoU over the classes that
    either shows; 1 for two masks that show none. Others count mirrored, too,
    since models see them so in training.

    Args:
        masks: uint8 (M, H, W); labels of ``num_classes`` and above are of
            no class.
        others: uint8 (N, H, W), N > 0.
        num_classes: K.
        background: a class that does not count.
        chunk: masks that are compared at a time.

    Returns:
        float (M, ), 0 to 1.
    """
    others = np.concatenate([others, others[..., ::-1]])
    labels = [index for index in range(num_classes) if index != background]
    flat = torch.from_numpy(others.reshape(len(others), -1))
    best = [_best(torch.from_numpy(part.reshape(len(part), -1)), flat, labels)
            for part in np.array_split(
                masks, range(chunk, len(masks), chunk))]
    return np.concatenate(best)


def _best(masks: torch.Tensor, others: torch.Tensor,
          labels: list) -> np.ndarray:
    """The greatest IoU of each of (M, P) with any of (N, P); (M, )."""
    total = torch.zeros(len(masks), len(others))
    shown = torch.zeros(len(masks), len(others))
    for label in labels:
        here, there = masks == label, others == label
        areas, other_areas = here.sum(1), there.sum(1)
        # Most classes are in few masks: only these are multiplied.
        rows, columns = areas.nonzero()[:, 0], other_areas.nonzero()[:, 0]
        shown[rows] += 1
        shown[:, columns] += 1
        if not len(rows) or not len(columns):
            continue
        both = here[rows].float() @ there[columns].float().T
        union = areas[rows, None] + other_areas[columns] - both
        cells = (rows[:, None], columns)
        total[cells] += both / union
        shown[cells] -= 1
    iou = torch.where(shown > 0, total / shown.clamp(min=1), 1.)
    return iou.amax(1).double().numpy()


def compare_spread(values: np.ndarray, reference: np.ndarray) -> dict:
    """Whether numbers lie higher than others.

    Returns:
        dict: ``higher``, the probability that one of ``values`` is above one
        of ``reference`` (ties count half; 0.5 where they are spread alike),
        and ``above_95``, the part of ``values`` above the 95th percentile of
        ``reference`` (0.05 where they are).
    """
    ordered = np.sort(reference)
    below = np.searchsorted(ordered, values, 'left')
    not_above = np.searchsorted(ordered, values, 'right')
    return dict(
        higher=float((below + not_above).mean() / 2 / len(reference)),
        above_95=float((values > np.percentile(reference, 95)).mean()))
