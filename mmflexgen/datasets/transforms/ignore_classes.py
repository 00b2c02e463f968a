"""Labels of some classes taken out of training."""

from typing import Any, Dict, Sequence, Union

import numpy as np
from mmcv.transforms import BaseTransform

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError
from .class_names import class_names


@TRANSFORMS.register_module()
class IgnoreClasses(BaseTransform):
    """Pixels of some classes count no longer.

    Zero-shot: labels of unseen classes must not teach, neither as a class
    nor as background, and no training prompt may name them. It comes after
    the label map is loaded.

    Args:
        classes: names of the classes to ignore.
        metainfo: ``dict(classes=...)``, or the name of a dataset class to
            take it from, such as 'mmseg.PascalVOCDataset'; a class's place
            in it is its label.
        ignore_index: label that the pixels get.

    Raises:
        InputError: a name is no class of the dataset, or there is no such
            dataset.
    """

    def __init__(self,
                 classes: Sequence[str],
                 metainfo: Union[str, Dict[str, Any]],
                 ignore_index: int = 255) -> None:
        known = class_names(metainfo, type(self).__name__)
        for name in classes:
            if name not in known:
                raise InputError(
                    f"IgnoreClasses names '{name}', which is no class of the "
                    f'dataset: use {", ".join(known)}')
        self.labels = [known.index(name) for name in classes]
        self.ignore_index = ignore_index

    def transform(self, results: dict) -> dict:
        """Change ``gt_seg_map`` (H, W)."""
        seg_map = results['gt_seg_map']
        results['gt_seg_map'] = np.where(
            np.isin(seg_map, self.labels), self.ignore_index,
            seg_map).astype(seg_map.dtype)
        return results

    def __repr__(self) -> str:
        return f'{type(self).__name__}(labels={self.labels})'
