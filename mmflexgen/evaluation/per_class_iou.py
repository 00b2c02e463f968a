"""mmseg's mIoU with its per-class values as numbers."""

from typing import Dict

from mmseg.evaluation.metrics import IoUMetric
from torch import Tensor

from mmflexgen.registry import METRICS


@METRICS.register_module()
class PerClassIoUMetric(IoUMetric):
    """``IoUMetric`` that also returns what it only prints.

    Its mIoU is the stock metric's; ``IoU/<class>`` are added, in percent,
    nan for a class in neither labels nor predictions.
    """

    @staticmethod
    def class_iou(results: list) -> Tensor:
        """IoU (C,) in percent over all images, nan as above."""
        intersect, union = (sum(column) for column in list(zip(*results))[:2])
        return intersect / union * 100

    def compute_metrics(self, results: list) -> Dict[str, float]:
        """Stock metrics, then one ``IoU/<class>`` per class."""
        metrics = super().compute_metrics(results)
        iou = self.class_iou(results).tolist()
        for name, value in zip(self.dataset_meta['classes'], iou):
            metrics[f'IoU/{name}'] = round(value, 2)
        return metrics
