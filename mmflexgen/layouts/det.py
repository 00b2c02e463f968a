"""Layouts of any dataset of mmdet."""

import os.path as osp
from typing import Any, Dict, Iterator

from ..registry import DATASETS, TASK_UTILS
from ..utils import InputError
from .layout import LayoutReader, Scene


@TASK_UTILS.register_module()
class DetLayouts(LayoutReader):
    """Boxes of a dataset class of mmdet, such as Objects365 or LVIS.

    Instances that the dataset marks as ignored, crowds among them, are left
    out.

    Args:
        dataset: config of the dataset; its pipeline is not used.
        kwargs: see :class:`LayoutReader`.

    Raises:
        InputError: the dataset states no size of an image, or no boxes.
    """

    def __init__(self, dataset: Dict[str, Any], **kwargs: Any) -> None:
        self.dataset = DATASETS.build(dict(dataset, pipeline=[]))
        super().__init__(self.dataset.data_root or '.', **kwargs)

    def scenes(self) -> Iterator[Scene]:
        """Every image of the dataset."""
        classes = self.dataset.metainfo['classes']
        for index in range(len(self.dataset)):
            info = self.dataset.get_data_info(index)
            for key in ('img_path', 'width', 'height', 'instances'):
                if key not in info:
                    raise InputError(
                        f'{type(self.dataset).__name__} states no {key} of '
                        'its images, which layouts need: give a detection '
                        'dataset of mmdet')
            found = [item for item in info['instances']
                     if not item.get('ignore_flag')]
            yield Scene(
                osp.relpath(info['img_path'], self.data_root),
                info['width'], info['height'],
                [item['bbox'] for item in found],
                [classes[item['bbox_label']] for item in found])
