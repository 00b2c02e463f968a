"""Which classes a labelled image shows."""

from typing import Any, Dict, List

import torch

from mmflexgen.utils import InputError
from mmflexgen.utils.metainfo import BACKGROUND


def named_classes(data_sample: Any, metainfo: Dict[str, Any],
                  ignore_index: int = 255) -> List[str]:
    """Names of the foreground classes of an image.

    Those that its own prompt names, where it says which; otherwise those in
    its ground truth.

    Args:
        data_sample: with ``prompt_classes``, or else ``gt_instances``, or
            else ``gt_sem_seg``; without any nothing is named.
        metainfo: of the generator: ``classes`` of ``gt_sem_seg``,
            ``thing_classes`` of ``gt_instances``.
        ignore_index: label of pixels that do not count.

    Raises:
        InputError: if a label is none of the classes.
    """
    if 'prompt_classes' in data_sample:
        return _known(data_sample, metainfo)
    if 'gt_instances' in data_sample:
        names, source = metainfo['thing_classes'], 'img_path'
        found = torch.unique(data_sample.gt_instances.labels).tolist()
    elif 'gt_sem_seg' in data_sample:
        names, source = metainfo['classes'], 'seg_map_path'
        found = torch.unique(data_sample.gt_sem_seg.data).tolist()
        found = [index for index in found if index != ignore_index]
    else:
        return []
    wrong = [index for index in found if not 0 <= index < len(names)]
    if wrong:
        where = data_sample.get(source) or data_sample.get(
            'img_path', 'an image')
        raise InputError(
            f"Label {wrong[0]} in '{where}' is none of the {len(names)} "
            f'classes 0 to {len(names) - 1} (nor {ignore_index}, ignored): '
            'mend the label map or the list of classes.')
    return [names[index] for index in found if names[index] != BACKGROUND]


def _known(data_sample: Any, metainfo: Dict[str, Any]) -> List[str]:
    """The classes of a sample's own prompt."""
    names = list(data_sample.prompt_classes)
    known = metainfo.get('classes') or metainfo['thing_classes']
    for name in names:
        if name not in known:
            raise InputError(
                f"The prompt of '{data_sample.get('img_path', 'an image')}' "
                f"names '{name}', none of the generator's classes "
                f'{", ".join(known)}: add it to metainfo.')
    return names
