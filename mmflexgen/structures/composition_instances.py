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
        classes: names by label; objects of other categories, stuff, are left
            out.
        height, width: of the image.
    """
    scale = np.array([width, height, width, height], np.float32)
    objects = [(classes.index(name), box) for box, name in zip(
        composition.boxes, composition.categories) if name in classes]
    boxes = np.array([box for _, box in objects], np.float32)
    return InstanceData(
        labels=np.array([label for label, _ in objects], np.int64),
        bboxes=boxes.reshape(-1, 4) * scale)
