"""Labels by a whole model of mmseg."""

from typing import Any, Dict, Optional, Sequence, Tuple

import numpy as np
import torch
from mmengine.structures import BaseDataElement
from torch import Tensor

from mmflexgen.evaluation.perception_model import PerceptionModel
from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError, check_choice, require
from mmflexgen.utils.config import load_config
from .base import Annotation, Annotator, metainfo_classes
from .class_lookup import LEFT_OUT, class_lookup

_IGNORE = 255


@TASK_UTILS.register_module()
class MMSegAnnotator(Annotator):
    """Semantic labels, depth or saliency.

    Args:
        config: mmseg config; its test pipeline prepares the image.
        checkpoint: its weights.
        metainfo: of the generator.
        kind: 'sem_seg'; 'depth' of a depth estimator that predicts metres;
            'saliency' of a segmenter of two classes, the second of which is
            the foreground, or of one channel.
        classes: names of the model's classes, if neither its checkpoint nor
            the config's test dataset has them.
        rename: see :func:`class_lookup`; what is left out becomes 255.
        ignore_below: of 'sem_seg': pixels whose winning class has a lower
            probability become 255; 0 keeps all.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: mmseg or a file is missing, the weights are another
            model's, or the classes do not fit; at the first image, a model
            that predicts another kind.
    """

    def __init__(self, config: str, checkpoint: str,
                 metainfo: Dict[str, Any], kind: str = 'sem_seg',
                 classes: Sequence[str] = (),
                 rename: Optional[Dict[str, Optional[str]]] = None,
                 ignore_below: float = 0.,
                 device: Optional[str] = None) -> None:
        self._read = dict(sem_seg=self._semantic, depth=self._depth,
                          saliency=self._saliency)
        check_choice('kind of MMSegAnnotator', kind, self._read)
        self.kind = kind
        self.ignore_below = ignore_below
        wanted = metainfo_classes(metainfo, kind, self)
        require('mmseg', 'MMSegAnnotator')
        self.model = PerceptionModel(load_config(config), checkpoint, device)
        if wanted is not None:
            self.lookup = class_lookup(tuple(classes) or self.model.classes,
                                       wanted, rename, self)

    def annotate(self, image: np.ndarray) -> Annotation:
        """See :class:`Annotator`."""
        found = self.model.predict([image])[0]
        value, scores = self._read[self.kind](found)
        return Annotation(value, scores)

    def _semantic(self, found: BaseDataElement
                  ) -> Tuple[np.ndarray, Dict[str, float]]:
        """And ``confidence``, the mean over pixels of the winning class's
        probability."""
        probability = _probabilities(self._field(found, 'seg_logits'))
        if len(probability) != len(self.lookup):
            raise InputError(
                f'the model of MMSegAnnotator predicts {len(probability)} '
                f'classes and names {len(self.lookup)}: list all their names '
                'as classes')
        winner, label = probability.max(0)
        label = self.lookup[label.cpu().numpy()]
        unsure = (winner < self.ignore_below).cpu().numpy()
        label[unsure | (label == LEFT_OUT)] = _IGNORE
        return (label.astype(np.uint8),
                dict(confidence=winner.mean().item()))

    def _depth(self, found: BaseDataElement
               ) -> Tuple[np.ndarray, Dict[str, float]]:
        depth = self._field(found, 'pred_depth_map')[0]
        return depth.float().cpu().numpy(), {}

    def _saliency(self, found: BaseDataElement
                  ) -> Tuple[np.ndarray, Dict[str, float]]:
        """And ``saliency_confidence``, the mean over pixels of the
        probability of the likelier side."""
        probability = _probabilities(self._field(found, 'seg_logits'))
        if len(probability) != 2:
            raise InputError(
                f'the model of MMSegAnnotator predicts {len(probability)} '
                'classes: saliency needs two, or one channel')
        sure = probability.amax(0).mean().item()
        return ((probability[1] * 255).round().byte().cpu().numpy(),
                dict(saliency_confidence=sure))

    def _field(self, found: BaseDataElement, name: str) -> Tensor:
        if name not in found:
            raise InputError(
                f'the model of MMSegAnnotator gives no {name}, from which '
                f'{self.kind} is read: give another model or another kind')
        return found.get(name).data


def _probabilities(logits: Tensor) -> Tensor:
    """Of every class, of mmseg's ``seg_logits`` (C, H, W)."""
    logits = logits.float()
    if len(logits) > 1:
        return logits.softmax(0)
    # Of one channel they are the foreground's probability already.
    return torch.cat([1 - logits, logits])
