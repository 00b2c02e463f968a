"""Panoptic segmentation (DatasetDM, 3.4)."""

from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

import numpy as np
import torch
from mmdet.models.seg_heads import MaskFormerFusionHead
from mmdet.models.utils import preprocess_panoptic_gt
from mmengine.structures import BaseDataElement, PixelData
from torch import Tensor

from mmflexgen.models.predictions import panoptic_segments
from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthSample
from ..mask_criterion import MaskTargets
from .base import Resize
from .label_checks import check_labels, check_size, image_name, required
from .mask_head import ClassText, MaskHead, forbid

_VOID = 255


@MODELS.register_module()
class PanopticHead(MaskHead):
    """One mask per object and one per kind of stuff.

    Labels are those of mmdet: things first, stuff after them.

    Args:
        channels: width of the decoder.
        num_memories: resolutions of the hypercolumn; the queries attend to
            the three coarsest.
        metainfo: of the generator; ``thing_classes`` and ``stuff_classes``
            count.
        transformer: settings of :class:`MaskTransformer`.
        criterion: settings of :class:`MaskCriterion`.
        class_text: see :class:`MaskHead`.
        object_mask_thr: queries of a lower class probability are left out.
        iou_thr: a segment is left out if others cover more than the rest of
            its mask.
    """

    kind = 'panoptic'

    def __init__(self,
                 channels: int,
                 num_memories: int,
                 metainfo: Dict[str, Any],
                 transformer: Optional[Dict[str, Any]] = None,
                 criterion: Optional[Dict[str, Any]] = None,
                 class_text: Optional[ClassText] = None,
                 object_mask_thr: float = 0.8,
                 iou_thr: float = 0.8) -> None:
        things = tuple(metainfo['thing_classes'])
        stuff = tuple(metainfo['stuff_classes'])
        super().__init__((*things, *stuff), channels, num_memories,
                         transformer, criterion, class_text)
        self.things, self.stuff = things, stuff
        self.fusion = MaskFormerFusionHead(
            num_things_classes=len(self.things),
            num_stuff_classes=len(self.stuff),
            test_cfg=dict(object_mask_thr=object_mask_thr, iou_thr=iou_thr,
                          filter_low_score=True))

    def loss(self, decoded: Tuple[List[Tensor], List[Tensor]],
             data_samples: Sequence[BaseDataElement],
             size: Tuple[int, int]) -> Dict[str, Tensor]:
        """Losses by ``gt_instances`` (things) and ``gt_sem_seg`` (stuff,
        from the number of things on; 255 is void)."""
        device = decoded[0][0].device
        return self.criterion(*decoded, [
            self._targets(sample, size, device) for sample in data_samples])

    def _targets(self, sample: BaseDataElement, size: Tuple[int, int],
                 device: torch.device) -> MaskTargets:
        objects = required(sample, 'gt_instances', 'LoadPanopticAnnotations')
        label = required(sample, 'gt_sem_seg',
                         'LoadPanopticAnnotations').sem_seg.to(device)
        where = image_name(sample)
        check_size(label.shape[-2:], size, f'the label map of {where}')
        check_labels(objects.labels, len(self.things),
                     f'thing_classes, in {where}')
        check_labels(label[label != _VOID], len(self.things) + len(self.stuff),
                     f'classes, in {where}')
        labels, masks = preprocess_panoptic_gt(
            objects.labels.to(device), objects.masks, label,
            len(self.things), len(self.stuff))
        seen = masks.flatten(1).any(1)
        return MaskTargets(labels[seen].long(), masks[seen].float(),
                           (label != _VOID).float())

    def predict(self, decoded: Tuple[List[Tensor], List[Tensor]], index: int,
                resize: Resize, allowed: Optional[Set[str]] = None
                ) -> Dict[str, BaseDataElement]:
        """``pred_panoptic_seg`` with ``sem_seg`` (1, H, W): label plus
        mmdet's ``INSTANCE_OFFSET`` times the number of the object; the
        number of classes is void. Only things can be forbidden."""
        classes, masks = decoded[0][-1][index], decoded[1][-1][index]
        return dict(pred_panoptic_seg=self.fusion.panoptic_postprocess(
            forbid(classes, self.things, allowed), resize(masks)))

    def annotation(self, prediction: Dict[str, BaseDataElement]
                   ) -> Tuple[np.ndarray, Dict[str, float]]:
        """int32 (H, W) of segment ids from 1 on, 0 is void, and
        ``panoptic_known``, the part of the image that is not void."""
        ids, _ = self._segments(prediction['pred_panoptic_seg'])
        return ids, dict(panoptic_known=float((ids > 0).mean()))

    def annotate(self, prediction: Dict[str, BaseDataElement],
                 sample: SynthSample) -> None:
        """The map, and the label of every segment."""
        super().annotate(prediction, sample)
        segments = self._segments(prediction['pred_panoptic_seg'])[1]
        sample.set_metainfo(dict(segments=segments))

    def _segments(self, panoptic: PixelData
                  ) -> Tuple[np.ndarray, List[Dict[str, int]]]:
        """Segment ids (H, W) and ``dict(id, label)`` of each."""
        return panoptic_segments(panoptic.sem_seg[0].cpu().numpy(),
                                 len(self.things) + len(self.stuff))
