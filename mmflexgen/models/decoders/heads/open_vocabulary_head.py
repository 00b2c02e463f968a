"""Open-vocabulary segmentation (DatasetDM, 3.4, equation 4)."""

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence, Set, Tuple

import torch
from mmengine.structures import BaseDataElement
from torch import Tensor, nn

from mmflexgen.registry import MODELS
from ..class_pairs import ClassPairs
from ..mask_criterion import MaskCriterion
from ..mask_transformer import MaskTransformer
from .base import Resize
from .label_map_head import NamedClassesHead


@dataclass
class PairMasks:
    """Predictions for P pairs.

    Attributes:
        pairs: image and class of each.
        classes: logits of "this class" and "no object", (P, N, 2), one per
            layer and one before the first.
        masks: logits (P, N, h, w), likewise.
    """

    pairs: ClassPairs
    classes: List[Tensor]
    masks: List[Tensor]


@MODELS.register_module()
class OpenVocabularyHead(NamedClassesHead):
    """The mask of every class that the prompt names, by its name.

    Each named class has a query set of its own, made of its name, and finds
    its own mask or none: no weight belongs to a class, so classes can be
    named that were never trained. Of a pixel's classes the one with the
    highest score wins; the background scores what the best class leaves to
    1, so a pixel whose scores are all below one half is background, and so
    is a whole image whose prompt names no class.

    Args:
        channels: width of the decoder.
        num_memories: resolutions of the hypercolumn; the queries attend to
            the three coarsest.
        metainfo: of the generator; ``classes`` counts, the background among
            them.
        class_text: gives tau of every class, (C, D).
        transformer: settings of :class:`MaskTransformer`; ``num_queries`` is
            the size of a class's query set.
        criterion: settings of :class:`MaskCriterion`.
        kwargs: see :class:`LabelMapHead`.

    Raises:
        InputError: there is no background among the classes.
    """

    per_class = True

    def __init__(self,
                 channels: int,
                 num_memories: int,
                 metainfo: Dict[str, Any],
                 class_text: Callable[[], Tensor],
                 transformer: Optional[Dict[str, Any]] = None,
                 criterion: Optional[Dict[str, Any]] = None,
                 **kwargs: Any) -> None:
        super().__init__(metainfo=metainfo, **kwargs)
        text = class_text()
        # It follows from the base model: no part of a checkpoint.
        self.register_buffer('text', text, persistent=False)
        self.transformer = MaskTransformer(
            1, channels=channels, num_memories=min(num_memories, 3),
            **(transformer or {}))
        self.fuse = nn.Sequential(
            nn.Linear(channels + text.shape[1], channels),
            nn.ReLU(inplace=True), nn.Linear(channels, channels))
        self.criterion = MaskCriterion(1, **(criterion or {}))

    def queries(self, labels: Tensor) -> Tensor:
        """Q^ = MLP([Q; tau(class)]) (equation 4).

        Args:
            labels: P class indices.

        Returns:
            (P, N, channels).
        """
        query = self.transformer.query_feat.weight.expand(
            len(labels), -1, -1)
        text = self.text[labels][:, None].expand(-1, query.shape[1], -1)
        return self.fuse(torch.cat([query, text], dim=-1))

    def forward(self, mask_feature: Tensor, memory: Sequence[Tensor],
                pairs: ClassPairs) -> PairMasks:
        """Decode P pairs, each on its own features."""
        return PairMasks(pairs, *self.transformer(
            memory, mask_feature, self.queries(pairs.labels)))

    def loss(self, decoded: PairMasks,
             data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """Losses by ``gt_sem_seg``, indices 0 to C - 1 or ``ignore_index``.

        A pair whose class the image does not show trains "no object".
        """
        maps = [self.ground_truth(sample, size) for sample in data_samples]
        pairs = decoded.pairs
        return self.criterion(decoded.classes, decoded.masks, [
            self.targets(maps[image], [label]) for image, label in zip(
                pairs.images.tolist(), pairs.labels.tolist())])

    def predict(self, decoded: PairMasks, index: int, resize: Resize,
                allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``seg_logits`` (C, H, W), scores from 0 to 1, and
        ``pred_sem_seg`` (1, H, W)."""
        masks = decoded.masks[-1]
        scores = masks.new_zeros(len(self.classes), *masks.shape[-2:])
        for pair in (decoded.pairs.images == index).nonzero().flatten():
            label = int(decoded.pairs.labels[pair])
            if allowed is None or self.classes[label] in allowed:
                scores[label] = self.score(decoded, pair)
        return self.segment(resize(scores))

    @staticmethod
    def score(decoded: PairMasks, pair: Tensor) -> Tensor:
        """Of one class at every pixel, (h, w): the best query's probability
        of the class times that of its mask.

        A sum over queries, as in Mask2Former, has no upper end, so no
        complement.
        """
        probs = decoded.classes[-1][pair].softmax(dim=-1)[:, 0]
        masks = decoded.masks[-1][pair].sigmoid()
        return (probs[:, None, None] * masks).amax(0)
