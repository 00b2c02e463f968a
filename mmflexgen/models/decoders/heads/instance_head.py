"""Instance segmentation (DatasetDM, 3.4)."""

from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

import torch
from mmdet.models.seg_heads import MaskFormerFusionHead
from mmengine.structures import BaseDataElement, InstanceData
from torch import Tensor

from mmflexgen.models.predictions import sure_objects
from mmflexgen.registry import MODELS
from ..mask_criterion import MaskTargets
from .base import Resize
from .label_checks import check_labels, check_size, image_name, required
from .mask_head import ClassText, MaskHead, forbid


@MODELS.register_module()
class InstanceHead(MaskHead):
    """One mask per object, by Mask2Former's transformer decoder.

    Args:
        channels: width of the decoder.
        num_memories: resolutions of the hypercolumn; the queries attend to
            the three coarsest.
        metainfo: of the generator; ``thing_classes`` counts.
        transformer: settings of :class:`MaskTransformer`.
        criterion: settings of :class:`MaskCriterion`.
        class_text: see :class:`MaskHead`.
        class_agnostic: whether all objects are trained and told as the
            first class, as in the paper's table 2. True classes otherwise.
        max_per_image: objects of a prediction, the best first.
        score_thr: objects of a lower score are not in an annotation.
        overlap_thr: of two objects of an annotation whose masks' IoU is
            above it, the better one is kept.
    """

    kind = 'instances'

    def __init__(self,
                 channels: int,
                 num_memories: int,
                 metainfo: Dict[str, Any],
                 transformer: Optional[Dict[str, Any]] = None,
                 criterion: Optional[Dict[str, Any]] = None,
                 class_text: Optional[ClassText] = None,
                 class_agnostic: bool = False,
                 max_per_image: int = 100,
                 score_thr: float = 0.5,
                 overlap_thr: float = 0.5) -> None:
        names = ['object'] if class_agnostic else metainfo['thing_classes']
        super().__init__(names, channels, num_memories, transformer,
                         criterion, class_text)
        self.classes = metainfo['thing_classes']
        self.class_agnostic = class_agnostic
        self.score_thr = score_thr
        self.overlap_thr = overlap_thr
        most = min(max_per_image,
                   len(names) * self.transformer.query_feat.num_embeddings)
        self.fusion = MaskFormerFusionHead(
            num_things_classes=len(names), num_stuff_classes=0,
            test_cfg=dict(max_per_image=most))

    def loss(self, decoded: Tuple[List[Tensor], List[Tensor]],
             data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """Losses by ``gt_instances``: ``labels`` (M,) and ``masks``, mmdet's
        or (M, H, W); pixels of ``ignored_instances`` do not count."""
        targets = [self._targets(sample, size, decoded[0][0].device)
                   for sample in data_samples]
        return self.criterion(*decoded, targets)

    def _targets(self, sample: BaseDataElement, size: Tuple[int, int],
                 device: torch.device) -> MaskTargets:
        objects = required(sample, 'gt_instances', 'LoadAnnotations')
        where = image_name(sample)
        masks = _mask_tensor(objects.masks, device)
        check_size(masks.shape[-2:], size,
                   f'a mask of {where}')
        labels = objects.labels.to(device)
        check_labels(labels, len(self.classes), f'thing_classes, in {where}')
        if self.class_agnostic:
            labels = torch.zeros_like(labels)
        valid = torch.ones(1, *size, device=device)
        ignored = sample.get('ignored_instances')
        if ignored is not None and 'masks' in ignored and len(ignored):
            valid[_mask_tensor(ignored.masks, device).amax(
                0, keepdim=True) > 0] = 0
        # Hidden objects, and those a crop cut off, have no pixel to find.
        seen = (masks * valid).flatten(1).any(1)
        return MaskTargets(labels[seen], masks[seen], valid)

    def predict(self, decoded: Tuple[List[Tensor], List[Tensor]], index: int,
                resize: Resize, allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``pred_instances``: ``labels``, ``scores`` (class probability
        times mean probability within the mask), ``masks`` and ``bboxes`` of
        the best ``max_per_image`` pairs of query and class."""
        classes, masks = decoded[0][-1][index], decoded[1][-1][index]
        if not self.class_agnostic:
            classes = forbid(classes, self.classes, allowed)
        return dict(pred_instances=self.fusion.instance_postprocess(
            classes, resize(masks)))

    def annotation(self, prediction: Dict[str, BaseDataElement]
                   ) -> Tuple[InstanceData, Dict[str, float]]:
        """Objects above ``score_thr`` that are not the same twice, and
        ``instance_confidence``, their mean score (0 without objects)."""
        return sure_objects(prediction['pred_instances'], self.score_thr,
                            self.overlap_thr)


def _mask_tensor(masks: Any, device: torch.device) -> Tensor:
    """mmdet's masks or a tensor as 0 and 1, (M, H, W), float."""
    if not isinstance(masks, Tensor):
        masks = masks.to_tensor(dtype=torch.float, device=device)
    return masks.to(device).float()
