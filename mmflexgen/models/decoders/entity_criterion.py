"""Mask losses where each image has entities of its own."""

from typing import Any, Dict, Sequence, Tuple

import torch
from mmdet.models.losses import CrossEntropyLoss
from torch import Tensor

from .mask_criterion import MaskCriterion, MaskTargets


class EntityCriterion(MaskCriterion):
    """:class:`MaskCriterion` for scores of queries against entities.

    A score is judged by binary cross-entropy: 1 for a query and the entity
    whose mask it is matched to, 0 otherwise. Images differ in queries and
    entities, so what is one tensor there is a list here.

    Args:
        class_weight: of the classification loss.
        no_object_weight: of queries without a target, in the classification
            loss.
        kwargs: see :class:`MaskCriterion`.
    """

    def __init__(self, class_weight: float = 2.,
                 no_object_weight: float = 0.1, **kwargs) -> None:
        super().__init__(0, class_weight=class_weight,
                         no_object_weight=no_object_weight, **kwargs)
        self.no_object_weight = no_object_weight
        self.loss_class = CrossEntropyLoss(
            use_sigmoid=True, loss_weight=class_weight)

    @staticmethod
    def class_cost(weight: float) -> Dict[str, Any]:
        """Config of the matching cost of scores."""
        return dict(type='mmdet.FocalLossCost', weight=weight)

    def classification(self, classes: Sequence[Tensor],
                       targets: Sequence[MaskTargets],
                       matches: Sequence[Tuple[Tensor, Tensor]]) -> Tensor:
        """The loss of the scores.

        Args:
            classes: per image (Q, E) logits.
            targets: per image; ``labels`` are entities, 0 to E - 1.
            matches: per image, see :meth:`match`.
        """
        truths, weights = [], []
        for scores, target, (queries, matched) in zip(classes, targets,
                                                      matches):
            truth = torch.zeros_like(scores)
            truth[queries, target.labels[matched]] = 1
            weight = torch.full_like(scores, self.no_object_weight)
            weight[queries] = 1
            truths.append(truth.flatten())
            weights.append(weight.flatten())
        weight = torch.cat(weights)
        return self.loss_class(
            torch.cat([scores.flatten() for scores in classes]),
            torch.cat(truths), weight=weight,
            avg_factor=weight.sum().clamp(min=1))
