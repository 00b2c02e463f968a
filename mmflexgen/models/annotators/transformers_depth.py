"""Depth by a whole model of transformers."""

from typing import Any, Dict, Optional, Sequence

import numpy as np
from PIL import Image

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from .base import Annotation, Annotator
from .transformers_model import open_pipeline

_RELATIVE = 'relative'


@TASK_UTILS.register_module()
class TransformersDepthAnnotator(Annotator):
    """Depth of Depth-Anything, DPT, ZoeDepth and their like.

    Metric models predict metres. Relative ones predict inverse depth up to
    scale and shift, in which metres cannot be seen: ``depth_range`` sets
    them. The inverse depth of an image is then stretched so that its largest
    value becomes the nearest depth and its smallest the furthest.

    Args:
        pretrained: folder of the model and its image processor.
        metainfo: of the generator; not used.
        depth_range: nearest and furthest depth of an image, in metres, of a
            relative model; None for a metric one.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: the folder is missing or not whole, or ``depth_range``
            does not fit the model.
    """

    kind = 'depth'

    def __init__(self, pretrained: str, metainfo: Dict[str, Any],
                 depth_range: Optional[Sequence[float]] = None,
                 device: Optional[str] = None) -> None:
        if depth_range is not None:
            nearest, furthest = depth_range
            if not 0 < nearest < furthest:
                raise InputError(
                    f'depth_range is {nearest:g} to {furthest:g}: give the '
                    'nearest and the furthest depth in metres, above 0')
        self.depth_range = depth_range
        self._pipeline = open_pipeline('depth-estimation', pretrained,
                                       'ForDepthEstimation', self, device)
        # Models that are always one or the other do not say which.
        said = getattr(self._pipeline.model.config, 'depth_estimation_type',
                       None)
        if said is not None and (said == _RELATIVE) != bool(depth_range):
            raise InputError(
                f'{pretrained} predicts {said} depth, but depth_range is '
                f'{depth_range}: give the nearest and furthest metres to a '
                'relative model, and None to a metric one')

    def annotate(self, image: np.ndarray) -> Annotation:
        """See :class:`Annotator`; no score."""
        found = self._pipeline(Image.fromarray(image))['predicted_depth']
        depth = found.float().cpu().numpy().reshape(image.shape[:2])
        if self.depth_range is not None:
            depth = _metres(depth, *self.depth_range)
        # Enlarged by splines, which overshoot.
        return Annotation(np.maximum(depth, 0).astype(np.float32))


def _metres(inverse: np.ndarray, nearest: float, furthest: float
            ) -> np.ndarray:
    """Depth of inverse depth; all furthest where it is the same everywhere.
    """
    spread = np.ptp(inverse)
    share = (inverse - inverse.min()) / spread if spread else 0 * inverse
    return 1 / (1 / furthest + share * (1 / nearest - 1 / furthest))
