"""Masks of named entities (FreeGen, second stage)."""

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

import torch
from mmengine.structures import BaseDataElement
from torch import Tensor, nn

from ..attention_prior import AttentionPrior
from ..entity_criterion import EntityCriterion
from ..mask_transformer import MaskTransformer
from .base import Resize
from .label_map_head import NamedClassesHead


@dataclass
class EntityMasks:
    """Predictions for B images.

    An image that names n classes has N + n queries and n scores of each;
    what follows up to the batch's largest n is filling.

    Attributes:
        named: classes that each image's prompt names.
        num_queries: N, queries that are no entity.
        scores: logits of query and entity (B, N + E, E), one per layer and
            one before the first.
        masks: logits (B, N + E, h, w), likewise.
        attn: per image the cross-attention of its n classes, (n, h_a, w_a),
            for :class:`AttentionPrior`.
    """

    named: Sequence[Sequence[int]]
    num_queries: int
    scores: List[Tensor]
    masks: List[Tensor]
    attn: Optional[List[Tensor]] = None

    def of(self, image: int, layer: int = -1) -> Tuple[Tensor, Tensor]:
        """An image's scores (N + n, n) and masks (N + n, h, w)."""
        count = len(self.named[image])
        rows = self.num_queries + count
        return (self.scores[layer][image, :rows, :count],
                self.masks[layer][image, :rows])


class GroundingHead(NamedClassesHead):
    """Mask2Former's decoder with the entities among its queries.

    A query's score for an entity is sigmoid(query . entity). Of a pixel's
    classes the one with the highest score wins, as in
    :class:`OpenVocabularyHead`; the background scores what the best class
    leaves to 1.

    Args:
        channels: width of the decoder.
        num_memories: resolutions of the features; the queries attend to the
            three coarsest.
        metainfo: of the generator; ``classes`` counts, the background among
            them.
        transformer: settings of :class:`MaskTransformer`; ``num_queries``
            is N.
        criterion: settings of :class:`EntityCriterion`.
        attn_prior: settings of :class:`AttentionPrior`, which predictions
            then follow; the paper has none.
        kwargs: see :class:`LabelMapHead`.

    Raises:
        InputError: there is no background among the classes.
    """

    trains_on_attn = False

    def __init__(self,
                 channels: int,
                 num_memories: int,
                 metainfo: Dict[str, Any],
                 transformer: Optional[Dict[str, Any]] = None,
                 criterion: Optional[Dict[str, Any]] = None,
                 attn_prior: Optional[Dict[str, Any]] = None,
                 **kwargs: Any) -> None:
        super().__init__(metainfo=metainfo, **kwargs)
        self.attn_prior = None if attn_prior is None else AttentionPrior(
            len(self.classes), **attn_prior)
        self.transformer = MaskTransformer(
            None, channels=channels, num_memories=min(num_memories, 3),
            **(transformer or {}))
        self.to_text = nn.Linear(channels, channels)
        self.criterion = EntityCriterion(**(criterion or {}))

    @property
    def class_attn(self) -> bool:
        return self.attn_prior is not None

    def forward(self, mask_feature: Tensor, memory: Sequence[Tensor],
                text: Tensor, padding: Tensor,
                named: Sequence[Sequence[int]]) -> EntityMasks:
        """Decode.

        Args:
            mask_feature: (B, channels, h, w).
            memory: the pixel decoder's resolutions, coarse to fine.
            text: aligned entities, (B, E, channels).
            padding: bool (B, E), True where there is no entity.
            named: indices of the classes that each prompt names.
        """
        learned = self.transformer.query_feat.weight
        query = torch.cat(
            [learned.expand(len(text), -1, -1), text], dim=1)
        # Entities have no order, so no position.
        position = torch.cat(
            [self.transformer.query_pos.weight.expand(len(text), -1, -1),
             torch.zeros_like(text)], dim=1)
        absent = torch.cat(
            [padding.new_zeros(len(text), len(learned)), padding], dim=1)
        layers = self.transformer.decode(memory, mask_feature, query,
                                         position, absent)
        # Of unit variance for unit-variance sides, as in attention.
        scale = text.shape[-1]**-0.5
        return EntityMasks(
            named, len(learned),
            [scale * self.to_text(each) @ text.transpose(1, 2)
             for each, _ in layers],
            [masks for _, masks in layers])

    def loss(self, decoded: EntityMasks,
             data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """Losses by ``gt_sem_seg``, indices 0 to C - 1 or ``ignore_index``.

        A named class that the label does not show has no mask to match.
        """
        targets = [
            self.targets(self.ground_truth(sample, size), labels)
            for sample, labels in zip(data_samples, decoded.named)]
        layers = [
            list(zip(*(decoded.of(image, layer)
                       for image in range(len(data_samples)))))
            for layer in range(len(decoded.scores))]
        return self.criterion(*zip(*layers), targets)

    def predict(self, decoded: EntityMasks, index: int, resize: Resize,
                allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``seg_logits`` (C, H, W), scores from 0 to 1, and
        ``pred_sem_seg`` (1, H, W)."""
        scores, masks = decoded.of(index)
        masks = masks.sigmoid()
        columns = [column for column, label in enumerate(decoded.named[index])
                   if allowed is None or self.classes[label] in allowed]
        found = masks.new_zeros(len(self.classes), *masks.shape[-2:])
        if columns:
            entities = torch.stack([
                (scores[:, column].sigmoid()[:, None, None] * masks).amax(0)
                for column in columns])
            if decoded.attn is not None:
                entities = self.attn_prior.weigh(
                    entities, decoded.attn[index][columns])
            found[[decoded.named[index][column]
                   for column in columns]] = entities
        return self.segment(resize(found))
