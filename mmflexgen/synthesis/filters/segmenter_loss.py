"""Pixels whose label a segmenter of real images does not believe."""

from typing import Any, Dict, Optional, Sequence

import numpy as np

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.utils import InputError, require
from mmflexgen.utils.config import load_config
from mmflexgen.utils.hardness_file import NamedValues, read_values
from ..annotations import IGNORE_INDEX
from .access import annotation, check_known, record_score, rgb_image


@TASK_UTILS.register_module()
class SegmenterLossFilter:
    """Mends labels: pixels of a high loss become ignore (255).

    A segmenter trained on the real images sees the sample; a pixel's loss is
    the cross-entropy of its logits against the label. Pixels above ``ratio``
    times the mean loss of their class are ignored. The means are a fixed
    reference measured on real images, so a sample's labels do not depend on
    the other samples of the run. Needs ``sem_seg``.

    Scores: ``segmenter_loss``, the mean loss of the labelled pixels before
    mending, and ``segmenter_ignored``, the part of the image that became
    ignore. What is left may be too little: put
    :class:`PromptedClassFilter` after it.

    Args:
        config: mmseg config of the segmenter; its head must give logits per
            pixel for a softmax, as all but mask classification do.
        checkpoint: its weights.
        class_means: mean loss by class name; or the JSON file of
            ``tools/analysis_tools/measure_hardness.py``. A class of None
            (null) is left alone.
        ratio: above 0.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: a file that cannot be used, or ``ratio`` is not above 0;
            at the first sample, if the segmenter has not as many classes as
            the generator, or the means are not of the generator's.
    """

    def __init__(self, config: str, checkpoint: str, class_means: NamedValues,
                 ratio: float = 1.25, device: Optional[str] = None) -> None:
        if not ratio > 0:
            raise InputError(f'ratio of SegmenterLossFilter is {ratio}; it '
                             'must be above 0')
        self.ratio = ratio
        self.class_means = read_values(class_means, 'classes', 'loss')
        require('mmseg', 'SegmenterLossFilter')
        from mmflexgen.evaluation.segmenter import Segmenter
        self.segmenter = Segmenter(load_config(config), checkpoint, device)

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """None: it mends and never rejects."""
        from mmflexgen.evaluation.pixel_loss import pixel_losses
        labels = annotation(sample, 'sem_seg', self)
        limits = self._limits(metainfo['classes'])
        logits = self.segmenter.logits([rgb_image(sample, self)])[0]
        losses = pixel_losses(logits, labels)
        labelled = np.isfinite(losses)
        # nan, an ignored pixel's loss, is above nothing.
        doubtful = losses > limits[labels]
        record_score(sample, 'segmenter_loss',
                     losses[labelled].mean() if labelled.any() else 0.0)
        record_score(sample, 'segmenter_ignored', doubtful.mean())
        sample.sem_seg = np.where(doubtful, np.uint8(IGNORE_INDEX), labels)
        return None

    def _limits(self, classes: Sequence[str]) -> np.ndarray:
        """float (256,): largest loss that a pixel of a label may have."""
        self.segmenter.match_classes(classes, 'the generator')
        check_known(self.class_means, classes, self)
        limits = np.full(256, np.inf)
        for index, name in enumerate(classes):
            if name not in self.class_means:
                raise InputError(
                    f'class_means of SegmenterLossFilter lacks {name!r}; '
                    'give every class its mean loss, None to leave it alone')
            if self.class_means[name] is not None:
                limits[index] = self.ratio * self.class_means[name]
        return limits
