"""Several classes of a dataset become one."""

from typing import Any, Dict, Optional, Sequence, Union

import numpy as np
from mmcv.transforms import BaseTransform

from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError
from .class_names import class_names


@TRANSFORMS.register_module()
class MergeClasses(BaseTransform):
    """Groups of classes take the place of classes.

    Coarser labels, and datasets of different classes compared by those that
    they share. mmseg's ``label_map`` can drop classes and change their
    order, but not make one of two. It comes after the label map is loaded.

    Args:
        classes: the new classes; a class's place is its label. They are the
            ``classes`` of the dataset's own metainfo.
        groups: new class to the classes that it takes. A class may be in one
            group only.
        metainfo: ``dict(classes=...)``, or the name of a dataset class to
            take it from, such as 'mmseg.CityscapesDataset'; a class's place
            in it is its label in the files.
        others: the new class that also takes the classes of no group; None
            ignores them.
        ignore_index: label of pixels that do not count, before and after.

    Raises:
        InputError: a group or ``others`` is no new class, a name is no class
            of the dataset or in two groups, or there is no such dataset.
    """

    def __init__(self,
                 classes: Sequence[str],
                 groups: Dict[str, Sequence[str]],
                 metainfo: Union[str, Dict[str, Any]],
                 others: Optional[str] = None,
                 ignore_index: int = 255) -> None:
        names = class_names(metainfo, type(self).__name__)
        for name in [*groups, *([] if others is None else [others])]:
            if name not in classes:
                raise InputError(
                    f"MergeClasses has a group '{name}', which is none of "
                    f'the new classes: use {", ".join(classes)}')
        self.table = np.full(256, ignore_index, np.uint8)
        if others is not None:
            self.table[:len(names)] = list(classes).index(others)
            # Also where the dataset has as many classes as labels fit.
            self.table[ignore_index] = ignore_index
        taken: Dict[str, str] = {}
        for group, members in groups.items():
            for name in members:
                if name not in names:
                    raise InputError(
                        f"group '{group}' of MergeClasses names '{name}', "
                        'which is no class of the dataset: use '
                        f'{", ".join(names)}')
                if name in taken:
                    raise InputError(
                        f"MergeClasses has '{name}' in the groups "
                        f"'{taken[name]}' and '{group}': a pixel has one "
                        'label, leave it in one of them')
                taken[name] = group
                self.table[names.index(name)] = list(classes).index(group)

    def transform(self, results: dict) -> dict:
        """Change ``gt_seg_map``, uint8 (H, W).

        Labels outside the dataset's classes become ``ignore_index``.
        """
        results['gt_seg_map'] = self.table[results['gt_seg_map']]
        return results

    def __repr__(self) -> str:
        return f'{type(self).__name__}(table={self.table.tolist()})'
