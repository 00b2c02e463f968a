"""mIoU with the classes of each image known."""

from typing import Any, Dict, Optional, Sequence

import torch
from mmseg.evaluation.metrics import IoUMetric

from mmflexgen.registry import METRICS
from mmflexgen.utils import InputError


@METRICS.register_module()
class PresentClassIoU(IoUMetric):
    """``IoUMetric`` on logits restricted to the classes an image shows.

    A decoder that is told an image's classes and a segmenter that is not
    are thus compared on even terms; it reads the ``seg_logits`` that stock
    mmseg segmenters and ours both return.

    Args:
        restrict: whether only classes of the ground truth (and
            ``always_allowed``) may win; without it the metric is
            ``IoUMetric`` on the argmax of ``logits_key``.
        logits_key: field of the data sample that holds (C, H, W).
        always_allowed: class indices that may win in every image; the
            background by default.
        kwargs: see ``mmseg.evaluation.IoUMetric``.
    """

    def __init__(self,
                 restrict: bool = True,
                 logits_key: str = 'seg_logits',
                 always_allowed: Sequence[int] = (0, ),
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.restrict = restrict
        self.logits_key = logits_key
        self.always_allowed = list(always_allowed)

    def process(self, data_batch: Optional[Dict],
                data_samples: Sequence[Dict]) -> None:
        """Count one batch.

        Args:
            data_batch: not used.
            data_samples: dicts with ``gt_sem_seg`` and ``logits_key``.
        """
        relabelled = []
        for sample in data_samples:
            if self.logits_key not in sample:
                raise InputError(
                    f"PresentClassIoU reads '{self.logits_key}', but the "
                    f'model returned {", ".join(sample)}: set logits_key (of '
                    'a DatasetDM, list the mode in model.class_names)')
            logits = sample[self.logits_key]['data']
            truth = sample['gt_sem_seg']['data'].to(logits.device)
            if self.restrict:
                present = truth.unique().long()
                present = present[present != self.ignore_index]
                banned = torch.ones(len(logits), dtype=torch.bool,
                                    device=logits.device)
                banned[present] = False
                banned[self.always_allowed] = False
                logits = logits.masked_fill(banned[:, None, None],
                                            float('-inf'))
            relabelled.append({
                **sample, 'pred_sem_seg':
                dict(data=logits.argmax(0, keepdim=True))
            })
        super().process(data_batch, relabelled)
