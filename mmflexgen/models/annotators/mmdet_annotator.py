"""Labels by a whole model of mmdet."""

from typing import Any, Dict, Optional, Sequence

import numpy as np
import torch
from mmengine.structures import BaseDataElement, InstanceData

from mmflexgen.evaluation.perception_model import PerceptionModel
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError, check_choice, require
from mmflexgen.utils.config import load_config
from .base import Annotation, Annotator, metainfo_classes
from .class_lookup import LEFT_OUT, class_lookup


@TASK_UTILS.register_module()
class MMDetAnnotator(Annotator):
    """Objects with their masks, or boxes alone; or panoptic segments.

    Args:
        config: mmdet config; its test pipeline prepares the image.
        checkpoint: its weights.
        metainfo: of the generator.
        kind: 'instances' or 'panoptic'.
        classes: names of the model's classes, if neither its checkpoint nor
            the config's test dataset has them.
        rename: see :func:`class_lookup`; objects that are left out are none,
            segments become void.
        score_thr, overlap_thr: of objects, see :func:`sure_objects`.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: mmdet or a file is missing, the weights are another
            model's, or the classes do not fit; at the first image, a model
            that predicts another kind.
    """

    def __init__(self, config: str, checkpoint: str,
                 metainfo: Dict[str, Any], kind: str = 'instances',
                 classes: Sequence[str] = (),
                 rename: Optional[Dict[str, Optional[str]]] = None,
                 score_thr: float = 0.5, overlap_thr: float = 0.5,
                 device: Optional[str] = None) -> None:
        self._read = dict(instances=self._instances, panoptic=self._panoptic)
        check_choice('kind of MMDetAnnotator', kind, self._read)
        self.kind = kind
        self.score_thr = score_thr
        self.overlap_thr = overlap_thr
        wanted = metainfo_classes(metainfo, kind, self)
        require('mmdet', 'MMDetAnnotator')
        self.model = PerceptionModel(load_config(config), checkpoint, device)
        self.lookup = class_lookup(tuple(classes) or self.model.classes,
                                   wanted, rename, self)

    def annotate(self, image: np.ndarray) -> Annotation:
        """See :class:`Annotator`."""
        return self._read[self.kind](self.model.predict([image])[0])

    def _instances(self, found: BaseDataElement) -> Annotation:
        from mmflexgen.models.predictions import sure_objects
        found = self._field(found, 'pred_instances')
        objects = InstanceData(**{
            key: torch.as_tensor(found.get(key)).cpu()
            for key in ('labels', 'scores', 'bboxes', 'masks')
            if key in found})
        objects.labels = torch.as_tensor(
            self._own(objects.labels.numpy()), dtype=torch.long)
        return Annotation(*sure_objects(
            objects[objects.labels != LEFT_OUT], self.score_thr,
            self.overlap_thr))

    def _panoptic(self, found: BaseDataElement) -> Annotation:
        """And ``panoptic_known``, the part of the image that is not void."""
        from mmflexgen.models.predictions import panoptic_segments
        coded = self._field(found, 'pred_panoptic_seg').sem_seg[0]
        ids, segments = panoptic_segments(coded.cpu().numpy(),
                                          len(self.lookup))
        kept = []
        for segment in segments:
            label = int(self._own(np.array([segment['label']]))[0])
            if label == LEFT_OUT:
                ids[ids == segment['id']] = 0
            else:
                kept.append(dict(segment, label=label))
        return Annotation(ids, dict(panoptic_known=float((ids > 0).mean())),
                          dict(segments=kept))

    def _own(self, labels: np.ndarray) -> np.ndarray:
        """The generator's labels of the model's."""
        if len(labels) and labels.max() >= len(self.lookup):
            raise InputError(
                f'the model of MMDetAnnotator finds the label '
                f'{labels.max()}, but names {len(self.lookup)} classes: list '
                'all their names as classes')
        return self.lookup[labels]

    def _field(self, found: BaseDataElement, name: str) -> Any:
        if name not in found:
            raise InputError(
                f'the model of MMDetAnnotator gives no {name}, from which '
                f'{self.kind} is read: give another model or another kind')
        return found.get(name)
