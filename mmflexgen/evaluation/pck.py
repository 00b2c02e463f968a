"""Share of correct keypoints."""

from typing import Any, Dict, Optional, Sequence

import numpy as np
from mmengine.evaluator import BaseMetric

from mmflexgen.registry import METRICS
from mmflexgen.utils import InputError
from .keypoint_fields import read_field


@METRICS.register_module()
class PCKMetric(BaseMetric):
    """PCK: a joint is right within a share of its figure's longer side.

    The result ``PCK@<threshold>``, in percent, is the share of right ones
    among all labelled joints (visibility 1 or 2) of all figures; nan if
    there are none. The score of a predicted joint plays no part.

    Args:
        threshold: largest distance that counts as right, in longer sides of
            the figure's box.
        kwargs: see :class:`mmengine.evaluator.BaseMetric`.
    """

    default_prefix = None

    def __init__(self, threshold: float = 0.1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.threshold = threshold

    def process(self, data_batch: Optional[Dict],
                data_samples: Sequence[Dict]) -> None:
        """Counts one batch.

        Args:
            data_batch: not used.
            data_samples: dicts with

                - ``gt_instances``: ``keypoints`` (M, K, 3), x, y in pixels
                  and COCO's visibility 0, 1 or 2; ``bboxes`` (M, 4), x1 y1
                  x2 y2 in pixels;
                - ``pred_instances``: ``keypoints`` (M, K, 3), x, y in pixels
                  and score; one per ground truth, in its order.

        Raises:
            InputError: a field is missing, or the shapes do not fit.
        """
        for sample in data_samples:
            truth = read_field(sample, 'gt_instances', 'keypoints', 3)
            boxes = read_field(sample, 'gt_instances', 'bboxes', 4)
            found = read_field(sample, 'pred_instances', 'keypoints', 3)
            if found.shape != truth.shape or len(boxes) != len(truth):
                raise InputError(
                    f'PCKMetric got predicted keypoints of shape '
                    f'{found.shape} and {len(boxes)} boxes for a ground '
                    f'truth of shape {truth.shape}: predict every figure, in '
                    'its order')
            # (M, K) and (M, 1).
            distance = np.linalg.norm(found[..., :2] - truth[..., :2], axis=-1)
            side = (boxes[:, 2:] - boxes[:, :2]).max(1, keepdims=True)
            labelled = truth[..., 2] > 0
            right = labelled & (distance <= self.threshold * side)
            # One entry per sample, even of no figures: mmengine cuts the
            # list to the dataset's length.
            self.results.append((int(right.sum()), int(labelled.sum())))

    def compute_metrics(self, results: list) -> Dict[str, float]:
        """The share over all samples."""
        right, labelled = np.sum(results, axis=0)
        share = 100 * right / labelled if labelled else float('nan')
        return {f'PCK@{self.threshold:g}': float(share)}
