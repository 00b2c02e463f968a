"""Samples whose image does not show their mask."""

from typing import Any, Dict, Optional

import numpy as np

from mmflexgen.registry import TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.utils import require
from mmflexgen.utils.config import load_config
from ..annotations import IGNORE_INDEX
from .access import check_fraction, record_score, rgb_image, semantic_map


@TASK_UTILS.register_module()
class AlignmentFilter:
    """Records how well mask and image agree; rejects what falls short.

    A segmenter trained on real images sees the image. The score
    ``alignment`` is the IoU of its labels with the sample's, 0 to 1, mean
    over the classes that either shows, background counted; ignored pixels
    do not count. It is 0 where nothing is labelled. The segmenter errs too:
    judge the scores by those of real images.

    It judges ``sem_seg``; without it the classes of ``panoptic``'s segments,
    things before stuff, void ignored. A segmenter that names the same
    classes in another order, as one with the background first, is read by
    their names; all others by the order.

    Args:
        config: mmseg config of the segmenter.
        checkpoint: its weights.
        threshold: least score that is kept, 0 to 1; at 0 it is only
            recorded.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: a file that cannot be used, or a threshold outside its
            range; at the first sample, if segmenter and generator have not
            the same number of classes.
    """

    def __init__(self, config: str, checkpoint: str, threshold: float = 0.0,
                 device: Optional[str] = None) -> None:
        self.threshold = check_fraction(threshold, 'threshold', self)
        require('mmseg', 'AlignmentFilter')
        from mmflexgen.evaluation.segmenter import Segmenter
        self.segmenter = Segmenter(load_config(config), checkpoint, device)

    def __call__(self, sample: SynthSample,
                 metainfo: Dict[str, Any]) -> Optional[str]:
        """'not aligned' or None."""
        from mmflexgen.evaluation.confusion import confusion_matrix, mean_iou
        labels, classes = semantic_map(sample, metainfo, self)
        self.segmenter.match_classes(classes, 'the generator')
        seen = self.segmenter([rgb_image(sample, self)])[0]
        counts = confusion_matrix(seen, labels, len(classes), IGNORE_INDEX)
        score = mean_iou(counts) if np.any(counts) else 0.0
        record_score(sample, 'alignment', score)
        return 'not aligned' if score < self.threshold else None
