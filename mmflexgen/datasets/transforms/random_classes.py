"""Labels of drawn classes, for models that must not care which."""

from typing import Optional

import numpy as np
from mmcv.transforms import BaseTransform

from mmflexgen.registry import TRANSFORMS


@TRANSFORMS.register_module()
class RandomClasses(BaseTransform):
    """Every class of a sample becomes a drawn one; two may become the same.

    A decoder of colour maps otherwise learns which shape has which colour,
    and paints a shape of another colour wrong.

    Args:
        num_classes: number of classes, without ignore.
        num_things: of panoptic labels, things come first, and things become
            things, stuff becomes stuff; None draws from all classes.
        prob: share of the samples whose classes are drawn, 0 to 1.
        ignore_index: label of pixels that do not count; it stays.
    """

    def __init__(self,
                 num_classes: int,
                 num_things: Optional[int] = None,
                 prob: float = 0.5,
                 ignore_index: int = 255) -> None:
        self.num_classes = num_classes
        self.num_things = num_things or 0
        self.prob = prob
        self.ignore_index = ignore_index

    def draw(self) -> np.ndarray:
        """uint8 (256,), the new label of each old one."""
        table = np.full(256, self.ignore_index, np.uint8)
        table[:self.num_classes] = np.arange(self.num_classes)
        if np.random.rand() < self.prob:
            for kind in (slice(self.num_things),
                         slice(self.num_things, self.num_classes)):
                if table[kind].size:
                    table[kind] = np.random.choice(table[kind],
                                                   table[kind].size)
        return table

    def transform(self, results: dict) -> dict:
        """Change ``gt_seg_map``, uint8 (H, W), and, of panoptic labels,
        ``gt_bboxes_labels`` (M,) alike."""
        table = self.draw()
        for key in ('gt_seg_map', 'gt_bboxes_labels'):
            if key in results:
                labels = results[key]
                results[key] = table[labels].astype(labels.dtype)
        return results

    def __repr__(self) -> str:
        return (f'{type(self).__name__}(num_classes={self.num_classes}, '
                f'num_things={self.num_things}, prob={self.prob}, '
                f'ignore_index={self.ignore_index})')
