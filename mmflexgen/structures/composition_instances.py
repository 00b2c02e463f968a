"""A composition as the objects of an image."""

from typing import Sequence

import numpy as np
from mmengine.structures import InstanceData

from .composition import Composition


def composition_instances(composition: Composition, classes: Sequence[str],
                          height: int, width: int) -> InstanceData:
    """``labels`` and ``bboxes`` in pixels; see :class:`SynthSample`.

    Args:
        composition: what was asked for.
        classes: names by label; all of the composition's are among them.
        height, width: of the image.
    """
    scale = np.array([width, height, width, height], np.float32)
    boxes = np.array(composition.boxes, np.float32).reshape(-1, 4)
    return InstanceData(
        labels=np.array([classes.index(name)
                         for name in composition.categories], np.int64),
        bboxes=boxes * scale)
