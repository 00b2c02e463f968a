"""What an oracle segmenter sees in synthetic images.

Two questions about a synthetic dataset: do its images show what the prompts
asked for, and do its labels agree with a segmenter trained on many real
labels? An image *shows* a class if the oracle gives the class more than
``min_share`` of its pixels.
"""

from typing import Dict, List, Sequence

import numpy as np

from .confusion import class_iou, confusion_matrix, mean_iou


class OracleAudit:
    """Adds up both measures over a dataset, one image at a time.

    Args:
        classes: names of the classes, background first.
        min_share: share of the pixels above which a class counts as shown,
            0 to 1.
        ignore_index: dataset label of pixels that do not count.
    """

    def __init__(self,
                 classes: Sequence[str],
                 min_share: float = 0.01,
                 ignore_index: int = 255) -> None:
        self.classes = list(classes)
        self.min_share = min_share
        self.ignore_index = ignore_index
        num = len(self.classes)
        self.images = 0
        self.prompted = np.zeros(num, np.int64)
        self.found = np.zeros(num, np.int64)
        self.false = np.zeros(num, np.int64)
        self.confusion = np.zeros((num, num), np.int64)

    def add(self, oracle: np.ndarray, label: np.ndarray,
            prompted: Sequence[str]) -> List[str]:
        """Count one image.

        Args:
            oracle: the oracle's class indices, (H, W).
            label: the dataset's class indices, (H, W).
            prompted: names of the classes that the prompt asked for.

        Returns:
            Names of the prompted classes that the oracle does not find.
        """
        num = len(self.classes)
        share = np.bincount(oracle.ravel(), minlength=num) / oracle.size
        shown = share > self.min_share
        shown[0] = False  # Background is never asked for.
        asked = np.zeros(num, bool)
        asked[[self.classes.index(name) for name in prompted]] = True
        self.images += 1
        self.prompted += asked
        self.found += asked & shown
        self.false += shown & ~asked
        self.confusion += confusion_matrix(oracle, label, num,
                                           self.ignore_index)
        return [self.classes[index]
                for index in np.flatnonzero(asked & ~shown)]

    def summary(self) -> Dict[str, object]:
        """Both measures, in total and per class, as JSON-ready values.

        Returns:
            dict: ``prompt_recall`` (share of prompted classes found, 0 to
            100), ``false_per_image`` (classes shown but not asked for),
            ``label_miou`` (0 to 100, background counted), and ``per_class``:
            name to prompted, found and false counts and IoU.
        """
        iou = class_iou(self.confusion)
        rows = {}
        for index, name in enumerate(self.classes):
            rows[name] = dict(
                prompted=int(self.prompted[index]),
                found=int(self.found[index]),
                false=int(self.false[index]),
                iou=(None if np.isnan(iou[index]) else
                     round(float(iou[index]) * 100, 2)))
        asked = int(self.prompted.sum())
        return dict(
            images=self.images,
            prompted_classes=asked,
            prompt_recall=round(100 * int(self.found.sum()) / max(asked, 1),
                                2),
            false_per_image=round(
                int(self.false.sum()) / max(self.images, 1), 3),
            label_miou=(round(mean_iou(self.confusion) * 100, 2)
                        if self.confusion.any() else None),
            min_share=self.min_share,
            per_class=rows)
