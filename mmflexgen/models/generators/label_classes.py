"""Which classes a label map shows."""

from typing import Any, List

import torch

from mmflexgen.utils import InputError


def label_classes(data_sample: Any, num_classes: int,
                  ignore_index: int = 255) -> List[int]:
    """Class indices in ``gt_sem_seg``, ascending.

    Args:
        data_sample: a ``SegDataSample``.
        num_classes: valid indices are 0 to ``num_classes`` - 1.
        ignore_index: label of pixels that do not count.

    Raises:
        InputError: if a label is none of the classes.
    """
    found = torch.unique(data_sample.gt_sem_seg.data).tolist()
    wrong = [index for index in found
             if index != ignore_index and not 0 <= index < num_classes]
    if wrong:
        where = data_sample.get('seg_map_path') or data_sample.get(
            'img_path', 'an image')
        raise InputError(
            f"Label {wrong[0]} in '{where}' is none of the {num_classes} "
            f'classes 0 to {num_classes - 1} (nor {ignore_index}, ignored): '
            'mend the label map or the list of classes.')
    return [index for index in found if index != ignore_index]
