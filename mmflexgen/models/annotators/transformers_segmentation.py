"""Segments by a whole model of transformers."""

from typing import Any, Dict, List, Optional

import numpy as np
import torch
from mmengine.structures import InstanceData
from PIL import Image

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError, check_choice
from .base import Annotation, Annotator, metainfo_classes
from .class_lookup import LEFT_OUT, class_lookup
from .transformers_model import open_pipeline

_SUBTASKS = dict(sem_seg='semantic', instances='instance',
                 panoptic='panoptic')
_IGNORE = 255


@TASK_UTILS.register_module()
class TransformersSegmentationAnnotator(Annotator):
    """Semantic labels, objects or segments, of SegFormer, Mask2Former,
    OneFormer and their like.

    Args:
        pretrained: folder of the model and its image processor.
        metainfo: of the generator.
        kind: 'sem_seg', 'instances' or 'panoptic', as the model was trained.
        classes: names of the model's labels, if those of its config are
            others.
        rename: see :func:`class_lookup`; what is left out becomes 255, void
            or no object.
        score_thr: of objects and segments.
        mask_thr: probability from which a pixel belongs to a mask.
        overlap_thr: a segment is left out if others cover more than the rest
            of its mask.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: the folder is missing or not whole, or the model gives
            another kind or other classes.
    """

    def __init__(self, pretrained: str, metainfo: Dict[str, Any],
                 kind: str = 'sem_seg', classes: Optional[List[str]] = None,
                 rename: Optional[Dict[str, Optional[str]]] = None,
                 score_thr: float = 0.5, mask_thr: float = 0.5,
                 overlap_thr: float = 0.8,
                 device: Optional[str] = None) -> None:
        check_choice('kind of TransformersSegmentationAnnotator', kind,
                     _SUBTASKS)
        self.kind = kind
        wanted = metainfo_classes(metainfo, kind, self)
        self._pipeline = open_pipeline('image-segmentation', pretrained,
                                       'Segmentation', self, device)
        subtask = _SUBTASKS[kind]
        if not hasattr(self._pipeline.image_processor,
                       f'post_process_{subtask}_segmentation'):
            raise InputError(
                f'{type(self._pipeline.model).__name__} in {pretrained} '
                f'gives no {kind}: give another model or another kind')
        self.settings = dict(subtask=subtask)
        if kind != 'sem_seg':
            self.settings.update(
                threshold=score_thr, mask_threshold=mask_thr,
                overlap_mask_area_threshold=overlap_thr)
        self.score_thr = score_thr
        names = self._pipeline.model.config.id2label
        if classes is not None and len(classes) != len(names):
            raise InputError(
                f'{pretrained} has {len(names)} labels, but classes of '
                f'{type(self).__name__} names {len(classes)}: name them all')
        found = [names[index] for index in range(len(names))]
        lookup = class_lookup(classes or found, wanted, rename, self)
        self.labels = dict(zip(found, lookup.tolist()))

    def annotate(self, image: np.ndarray) -> Annotation:
        """See :class:`Annotator`. Semantic labels have no score."""
        segments = self._pipeline(Image.fromarray(image), **self.settings)
        for segment in segments:
            segment['mask'] = np.array(segment['mask']) > 0
            segment['label'] = self.labels[segment['label']]
        segments = [segment for segment in segments
                    if segment['label'] != LEFT_OUT and segment['mask'].any()]
        read = dict(sem_seg=_semantic, panoptic=_panoptic).get(
            self.kind, self._instances)
        return read(segments, image.shape[:2])

    def _instances(self, segments: List[Dict[str, Any]],
                   size: tuple) -> Annotation:
        """And ``instance_confidence``, the mean score."""
        from mmdet.structures.mask import mask2bbox

        from mmflexgen.models.predictions import sure_objects
        masks = torch.from_numpy(np.array(
            [segment['mask'] for segment in segments], bool).reshape(
                -1, *size))
        objects = InstanceData(
            labels=torch.tensor([segment['label'] for segment in segments],
                                dtype=torch.long),
            scores=torch.tensor([segment['score'] for segment in segments],
                                dtype=torch.float),
            masks=masks, bboxes=mask2bbox(masks))
        # Segments of one map share no pixel.
        return Annotation(*sure_objects(objects, self.score_thr, 1.))


def _semantic(segments: List[Dict[str, Any]], size: tuple) -> Annotation:
    labels = np.full(size, _IGNORE, np.uint8)
    for segment in segments:
        labels[segment['mask']] = segment['label']
    return Annotation(labels)


def _panoptic(segments: List[Dict[str, Any]], size: tuple) -> Annotation:
    """And ``panoptic_known``, the part of the image that is not void."""
    ids = np.zeros(size, np.int32)
    for number, segment in enumerate(segments, 1):
        ids[segment['mask']] = number
    return Annotation(
        ids, dict(panoptic_known=float((ids > 0).mean())),
        dict(segments=[dict(id=number, label=segment['label'])
                       for number, segment in enumerate(segments, 1)]))
