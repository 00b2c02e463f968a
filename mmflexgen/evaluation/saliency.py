"""Errors of predicted saliency or alpha mattes, and F-beta."""

from typing import Any, Dict, Optional, Sequence

import numpy as np
import torch
from mmengine.evaluator import BaseMetric
from PIL import Image

from mmflexgen.registry import METRICS
from mmflexgen.utils import InputError

# Grey levels, as the benchmarks store predictions.
_LEVELS = 256


@METRICS.register_module()
class SaliencyMetric(BaseMetric):
    """MSE, MAD, MAE and F-beta of a segmenter with two classes or one.

    With p the predicted probability of foreground and g the stored matte,
    both from 0 to 1, and b = 1 where g is at least one half:

    - ``MSE``, ``MAD``: mean of (p - g)^2 and of |p - g|, as in matting;
    - ``MAE``: mean of |p - b|, as in salient object detection;
    - ``Fbeta``: the largest, over 256 thresholds, of
      (1 + beta2) P R / (beta2 P + R) of the precision P and recall R of p
      against b. P and R are means over the images that have foreground; P
      is 0 where nothing is predicted.

    All are means over images, of images.

    Args:
        beta2: weight of precision.
        logits_key: field of the data sample that holds (2, H, W) logits, or
            (1, H, W) probabilities, as mmseg's segmenters return.
        kwargs: see :class:`mmengine.evaluator.BaseMetric`.
    """

    default_prefix = None

    def __init__(self, beta2: float = 0.3, logits_key: str = 'seg_logits',
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.beta2 = beta2
        self.logits_key = logits_key

    def process(self, data_batch: Optional[Dict],
                data_samples: Sequence[Dict]) -> None:
        """Measures one batch.

        Args:
            data_batch: not used.
            data_samples: dicts with ``logits_key`` and ``seg_map_path``, the
                file of the matte.

        Raises:
            InputError: more than two channels, or another size than the
                matte's.
        """
        for sample in data_samples:
            logits = sample[self.logits_key]['data'].float().cpu()
            if len(logits) > 2:
                raise InputError(f'SaliencyMetric was given {len(logits)} '
                                 'classes: set num_classes of the model to 2')
            found = logits.softmax(0)[1] if len(logits) == 2 else logits[0]
            with Image.open(sample['seg_map_path']) as picture:
                matte = torch.from_numpy(np.array(picture.convert('L'))) / 255
            if found.shape != matte.shape:
                raise InputError(
                    f'the prediction for {sample["seg_map_path"]} has the '
                    f'shape {tuple(found.shape)}, its mask '
                    f'{tuple(matte.shape)}: evaluate at the original size')
            self.results.append(self._measure(found, matte))

    @staticmethod
    def _measure(found: torch.Tensor, matte: torch.Tensor) -> Dict[str, Any]:
        """Errors of one image, and precision and recall (256,)."""
        truth = matte >= 0.5
        result = dict(MSE=(found - matte).square().mean().item(),
                      MAD=(found - matte).abs().mean().item(),
                      MAE=(found - truth.float()).abs().mean().item())
        if truth.any():
            level = (found * (_LEVELS - 1)).round().long()
            # Pixels at or above each level, among all and in the object.
            above, hits = (
                torch.bincount(values.flatten(), minlength=_LEVELS).flip(
                    0).cumsum(0).flip(0).double()
                for values in (level, level[truth]))
            result['precision'] = (hits / above.clamp(min=1)).numpy()
            result['recall'] = (hits / truth.sum()).numpy()
        return result

    def compute_metrics(self, results: list) -> Dict[str, float]:
        """Means over the images; no ``Fbeta`` without any foreground."""
        metrics = {name: float(np.mean([item[name] for item in results]))
                   for name in ('MSE', 'MAD', 'MAE')}
        shown = [item for item in results if 'precision' in item]
        if shown:
            precision, recall = (np.mean([item[name] for item in shown], 0)
                                 for name in ('precision', 'recall'))
            weighted = self.beta2 * precision + recall
            metrics['Fbeta'] = float(np.max(
                (1 + self.beta2) * precision * recall
                / np.maximum(weighted, np.finfo(float).tiny)))
        return metrics
