"""What the heads that write label maps share."""

from typing import Any, Dict, Sequence, Tuple

import numpy as np
import torch
from mmengine.structures import BaseDataElement, PixelData
from torch import Tensor

from mmflexgen.utils.metainfo import BACKGROUND
from ..mask_criterion import MaskTargets
from .base import Head
from .label_checks import check_labels, check_size, image_name, required
from .label_map import check_background, label_map


class LabelMapHead(Head):
    """``seg_logits`` to a label map.

    Args:
        metainfo: of the generator; ``classes`` counts.
        ignore_below: pixels whose winning class has a lower share of the
            scores are labelled ``ignore_index`` in an annotation; 0 keeps
            all.
        ignore_index: label of pixels that do not count.
        kwargs: of the next class in a head's order.
    """

    kind = 'sem_seg'
    averages = True

    def __init__(self,
                 metainfo: Dict[str, Any],
                 ignore_below: float = 0.,
                 ignore_index: int = 255,
                 **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.classes = tuple(metainfo['classes'])
        self.ignore_below = ignore_below
        self.ignore_index = ignore_index

    def ground_truth(self, sample: BaseDataElement, size: Tuple[int, int]
                     ) -> Tensor:
        """The label map (H, W) of a data sample.

        Args:
            sample: with ``gt_sem_seg``.
            size: (height, width) that it must have.

        Raises:
            InputError: see :meth:`Head.loss`.
        """
        label = required(sample, 'gt_sem_seg',
                         'LoadAnnotations').data.squeeze(0)
        path = sample.get('seg_map_path')
        where = f"'{path}'" if path else image_name(sample)
        check_size(label.shape, size, where)
        check_labels(label[label != self.ignore_index], len(self.classes),
                     f'classes, in {where}')
        return label

    def average(self, predictions: Sequence[Dict[str, BaseDataElement]]
                ) -> Dict[str, BaseDataElement]:
        """``seg_logits`` and ``pred_sem_seg`` of the mean of several."""
        return segmentation(torch.stack([
            each['seg_logits'].data for each in predictions]).mean(0))

    def annotation(self, prediction: Dict[str, BaseDataElement]
                   ) -> Tuple[np.ndarray, Dict[str, float]]:
        """See :func:`label_map`."""
        return label_map(prediction['seg_logits'].data, self.ignore_below,
                         self.ignore_index)


class NamedClassesHead(LabelMapHead):
    """Label maps of the classes that a prompt names; the rest is background.

    Args:
        kwargs: see :class:`LabelMapHead`.

    Raises:
        InputError: there is no background among the classes.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        check_background(self.classes, self)

    def targets(self, label: Tensor, named: Sequence[int]) -> MaskTargets:
        """The named classes that a label map shows, numbered as named.

        Args:
            label: (H, W).
            named: class indices.
        """
        masks = torch.stack([label == index for index in named]) if len(
            named) else label.new_zeros((0, *label.shape), dtype=torch.bool)
        shown = masks.flatten(1).any(1)
        return MaskTargets(
            labels=shown.nonzero().flatten(), masks=masks[shown].float(),
            valid=(label[None] != self.ignore_index).float())

    def segment(self, scores: Tensor) -> Dict[str, BaseDataElement]:
        """``seg_logits`` and ``pred_sem_seg`` of scores from 0 to 1.

        Args:
            scores: (C, H, W), 0 for classes that are not named. The
                background's become what the best class leaves to 1.
        """
        scores[self.classes.index(BACKGROUND)] = 1 - scores.amax(0)
        return segmentation(scores)


def segmentation(scores: Tensor) -> Dict[str, BaseDataElement]:
    """``seg_logits`` (C, H, W) and ``pred_sem_seg`` (1, H, W)."""
    return dict(seg_logits=PixelData(data=scores),
                pred_sem_seg=PixelData(data=scores.argmax(0, keepdim=True)))
