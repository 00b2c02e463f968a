"""Hungarian matching and point losses for predicted masks."""

from dataclasses import dataclass
from typing import Any, Dict, List, Sequence, Tuple

import torch
import torch.nn.functional as F
from mmdet.models.losses import CrossEntropyLoss, DiceLoss
from mmdet.models.task_modules.assigners import HungarianAssigner
from mmdet.models.utils import get_uncertain_point_coords_with_randomness
from mmdet.utils import reduce_mean
from mmengine.structures import InstanceData
from torch import Tensor, nn

# A logit whose sigmoid is 0 with no gradient: ignored points vanish from
# the cross-entropy and from the dice sums alike.
_IGNORED_LOGIT = -100.


@dataclass
class MaskTargets:
    """What one image should yield.

    Attributes:
        labels: class indices (M,), long.
        masks: 0 or 1, (M, H, W), float.
        valid: 1 where the label counts and 0 where it is ignored, (1, H, W),
            float.
    """

    labels: Tensor
    masks: Tensor
    valid: Tensor


def semantic_targets(label: Tensor, ignore_index: int = 255) -> MaskTargets:
    """One mask per class of a label map (H, W); ignored pixels are no one's.
    """
    labels = label.unique()
    labels = labels[labels != ignore_index].long()
    return MaskTargets(
        labels=labels,
        masks=(label[None] == labels[:, None, None]).float(),
        valid=(label[None] != ignore_index).float())


class MaskCriterion(nn.Module):
    """Mask2Former's training criterion.

    Queries and targets are matched one to one by class, cross-entropy and
    dice cost on random points; the losses take points where the prediction
    is least certain.

    Args:
        num_classes: C.
        class_weight: of the classification loss.
        mask_weight: of the binary cross-entropy.
        dice_weight: of the dice loss.
        no_object_weight: of queries without a target, in the classification
            loss.
        num_points: points per mask.
        oversample_ratio: candidates drawn per uncertain point.
        importance_ratio: share of the points chosen by uncertainty.
        all_layers: whether every layer's prediction is trained, as in
            Mask2Former, or the last one only, as in DatasetDM's code.
    """

    def __init__(self,
                 num_classes: int,
                 class_weight: float = 2.,
                 mask_weight: float = 5.,
                 dice_weight: float = 5.,
                 no_object_weight: float = 0.1,
                 num_points: int = 12544,
                 oversample_ratio: float = 3.,
                 importance_ratio: float = 0.75,
                 all_layers: bool = True) -> None:
        super().__init__()
        self.num_classes = num_classes
        self.num_points = num_points
        self.oversample_ratio = oversample_ratio
        self.importance_ratio = importance_ratio
        self.all_layers = all_layers
        weights = [1.] * num_classes + [no_object_weight]
        self.query_weights = weights
        self.loss_class = CrossEntropyLoss(
            class_weight=weights, loss_weight=class_weight)
        self.loss_mask = CrossEntropyLoss(
            use_sigmoid=True, loss_weight=mask_weight)
        self.loss_dice = DiceLoss(
            naive_dice=True, eps=1., loss_weight=dice_weight)
        self.assigner = HungarianAssigner(match_costs=[
            self.class_cost(class_weight),
            dict(type='mmdet.CrossEntropyLossCost', weight=mask_weight),
            dict(type='mmdet.DiceCost', weight=dice_weight, pred_act=True,
                 eps=1.)
        ])

    @staticmethod
    def class_cost(weight: float) -> Dict[str, Any]:
        """Config of the matching cost of classes."""
        return dict(type='mmdet.ClassificationCost', weight=weight)

    @torch.no_grad()
    def match(self, classes: Tensor, masks: Tensor,
              target: MaskTargets) -> Tuple[Tensor, Tensor]:
        """Match one image's queries to its targets.

        Args:
            classes: class logits (N, C + 1).
            masks: mask logits (N, h, w).
            target: M masks.

        Returns:
            Indices of the matched queries and of their targets, each
            (min(N, M),).
        """
        points = torch.rand(1, self.num_points, 2, device=masks.device)
        valid = _sample(target.valid, points) > 0.5
        logits = _sample(masks, points).masked_fill(~valid, _IGNORED_LOGIT)
        truth = _sample(target.masks, points) * valid
        result = self.assigner.assign(
            InstanceData(scores=classes, masks=logits),
            InstanceData(labels=target.labels, masks=truth), img_meta={})
        queries = (result.gt_inds > 0).nonzero().flatten()
        return queries, result.gt_inds[queries] - 1

    def classification(self, classes: Tensor,
                       targets: Sequence[MaskTargets],
                       matches: Sequence[Tuple[Tensor, Tensor]]) -> Tensor:
        """The loss of the classes.

        Args:
            classes: class logits (B, N, C + 1).
            targets: per image.
            matches: per image, see :meth:`match`.
        """
        labels = classes.new_full(classes.shape[:2], self.num_classes,
                                  dtype=torch.long)
        for row, target, (queries, matched) in zip(labels, targets, matches):
            row[queries] = target.labels[matched]
        weights = classes.new_tensor(self.query_weights)[labels]
        return self.loss_class(
            classes.flatten(0, 1), labels.flatten(), avg_factor=weights.sum())

    def loss_layer(self, classes: Sequence[Tensor], masks: Sequence[Tensor],
                   targets: Sequence[MaskTargets]) -> Dict[str, Tensor]:
        """Losses of one layer's prediction.

        Args:
            classes: class logits (B, N, C + 1).
            masks: mask logits (B, N, h, w).
            targets: one per image.
        """
        classes, masks = _full_precision(classes), _full_precision(masks)
        picked: List[Tensor] = []
        truths: List[Tensor] = []
        valids: List[Tensor] = []
        matches = []
        for logits, mask, target in zip(classes, masks, targets):
            if not len(target.labels):
                none = target.labels.new_zeros(0)
                matches.append((none, none))
                continue
            queries, matched = self.match(logits, mask, target)
            matches.append((queries, matched))
            picked.append(mask[queries])
            truths.append(target.masks[matched])
            valids.append(target.valid.expand(len(matched), -1, -1))
        loss_class = self.classification(classes, targets, matches)
        if not picked:  # nothing but ignored pixels in the whole batch
            zero = _total(masks) * 0
            return dict(loss_class=loss_class, loss_mask=zero, loss_dice=zero)
        logits, truth = self._hard_points(
            torch.cat(picked), torch.cat(truths), torch.cat(valids))
        count = reduce_mean(logits.new_tensor(float(len(logits)))).clamp(1)
        return dict(
            loss_class=loss_class,
            loss_mask=self.loss_mask(
                logits.flatten(), truth.flatten(),
                avg_factor=count * self.num_points),
            loss_dice=self.loss_dice(logits, truth, avg_factor=count))

    def _hard_points(self, masks: Tensor, truth: Tensor,
                     valid: Tensor) -> Tuple[Tensor, Tensor]:
        """Logits and targets (M, points) at uncertain points."""
        with torch.no_grad():
            points = get_uncertain_point_coords_with_randomness(
                masks[:, None], None, self.num_points, self.oversample_ratio,
                self.importance_ratio)
            counts = _sample(valid, points) > 0.5
            truth = _sample(truth, points) * counts
        logits = _sample(masks, points)
        return logits.masked_fill(~counts, _IGNORED_LOGIT), truth

    def forward(self, classes: Sequence[Sequence[Tensor]],
                masks: Sequence[Sequence[Tensor]],
                targets: Sequence[MaskTargets]) -> Dict[str, Tensor]:
        """Losses of all layers.

        Args:
            classes, masks: as :class:`MaskTransformer` returns them.
            targets: one per image.

        Returns:
            ``loss_class``, ``loss_mask`` and ``loss_dice`` of the last
            layer, and with a prefix ``d0.``, ``d1.`` ... of those before.
        """
        losses = self.loss_layer(classes[-1], masks[-1], targets)
        if self.all_layers:
            for layer in range(len(classes) - 1):
                earlier = self.loss_layer(classes[layer], masks[layer],
                                          targets)
                losses.update({f'd{layer}.{key}': value
                               for key, value in earlier.items()})
        return losses


def _full_precision(parts: Any) -> Any:
    """A tensor, or one per image, as float32: half precision is too coarse
    for the matching costs."""
    if isinstance(parts, Tensor):
        return parts.float()
    return [part.float() for part in parts]


def _total(parts: Any) -> Tensor:
    """The sum of a tensor, even one of no image, or of one per image."""
    if isinstance(parts, Tensor):
        return parts.sum()
    return torch.stack([part.sum() for part in parts]).sum()


def _sample(maps: Tensor, points: Tensor) -> Tensor:
    """Bilinear values of maps (M, H, W) at points (M or 1, P, 2) in [0, 1].

    Past the outermost pixel centres the border value holds; mmdet's
    ``point_sample`` fades to 0 there, which spoils small masks.

    Returns:
        (M, P).
    """
    grid = points.expand(len(maps), -1, -1)[:, None] * 2 - 1
    values = F.grid_sample(maps[:, None], grid, padding_mode='border',
                           align_corners=False)
    return values[:, 0, 0]
