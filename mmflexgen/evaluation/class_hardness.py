"""Which classes a trained segmenter finds hard on real images."""

from typing import Any, Dict, Mapping, Optional, Sequence

import numpy as np

from .confusion import class_iou, confusion_matrix


class ClassHardness:
    """Adds up IoU and mean loss per class, one image at a time.

    Args:
        classes: names by label id.
        ignore_index: label of pixels that do not count.
    """

    def __init__(self, classes: Sequence[str],
                 ignore_index: int = 255) -> None:
        self.classes = list(classes)
        self.ignore_index = ignore_index
        num = len(self.classes)
        self.losses = np.zeros(num)
        self.confusion = np.zeros((num, num), np.int64)

    def add(self, losses: np.ndarray, prediction: np.ndarray,
            label: np.ndarray) -> None:
        """Counts one image.

        Args:
            losses: float (H, W), the loss of each pixel against its label;
                what it says of ignored pixels does not count.
            prediction: integers (H, W).
            label: integers (H, W).
        """
        num = len(self.classes)
        self.confusion += confusion_matrix(prediction, label, num,
                                           self.ignore_index)
        counted = label != self.ignore_index
        self.losses += np.bincount(label[counted], losses[counted], num)

    def mean_losses(self) -> np.ndarray:
        """float (K,), per class the mean over its labelled pixels; nan where
        there is none."""
        with np.errstate(invalid='ignore'):
            return self.losses / self.confusion.sum(axis=1)

    def summary(self) -> Dict[str, Dict[str, Any]]:
        """JSON-ready values by class name.

        Returns:
            dict: name to ``pixels``, the number of its labelled pixels;
            ``iou``, 0 to 1; and ``loss``, the mean over them. None where no
            pixel tells.
        """
        pixels = self.confusion.sum(axis=1)
        return {
            name: dict(pixels=int(count), iou=_number(iou),
                       loss=_number(mean))
            for name, count, iou, mean in zip(
                self.classes, pixels, class_iou(self.confusion),
                self.mean_losses())}


def _number(value: float) -> Optional[float]:
    return None if np.isnan(value) else round(float(value), 6)


def sampling_weights(hardness: Mapping[str, Optional[float]],
                     power: float = 1.0,
                     limit: float = 4.0) -> Dict[str, float]:
    """How often to ask for a class or an image, so that hard ones come more.

    One weighs (its hardness / the mean hardness) to the ``power``.

    Args:
        hardness: 0 or above by name, such as 1 - IoU or the mean loss; None
            is taken to be of mean hardness.
        power: 0 gives all the same weight.
        limit: weights stay between 1 / limit and limit, so that nothing is
            lost and nothing is all there is; 1 or above.

    Returns:
        dict: weight by name.
    """
    known = [value for value in hardness.values() if value is not None]
    mean = sum(known) / len(known) if known else 0.0
    weights = {}
    for name, value in hardness.items():
        # Where nothing is hard, all is equally so.
        relative = 1.0 if value is None or not mean else value / mean
        weights[name] = round(
            min(max(relative**power, 1 / limit), limit), 4)
    return weights
