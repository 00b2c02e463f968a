"""What captioners are given, from a dataset of mmseg or mmdet."""

from typing import Dict, Iterator, NamedTuple, Tuple

import numpy as np
from mmengine.dataset import BaseDataset

from mmflexgen.utils import InputError


class CaptionedImage(NamedTuple):
    """An image to describe.

    Attributes:
        path: its file.
        name: how the dataset calls it: the path below its ``data_root``.
        classes: names of the classes in its labels, from large to small;
            empty if the captioner needs none.
    """

    path: str
    name: str
    classes: Tuple[str, ...] = ()


def iter_images(dataset: BaseDataset, with_classes: bool,
                min_area: float = 0.01) -> Iterator[CaptionedImage]:
    """Images of a dataset, in its order, none twice.

    Args:
        dataset: any dataset of mmseg or mmdet, no wrapper.
        with_classes: whether to read the labels.
        min_area: smallest part of the image at which a class of a semantic
            label map counts; the largest always does.

    Raises:
        InputError: a wrapper, or labels that cannot be read.
    """
    # Its package imports mmseg.
    from mmflexgen.datasets.counterparts import image_names
    seen = set()
    for index, name in enumerate(image_names(dataset, 'real')):
        if name in seen:
            continue
        seen.add(name)
        info = dataset.get_data_info(index)
        yield CaptionedImage(
            info['img_path'], name,
            _classes(dataset, info, min_area) if with_classes else ())


def _classes(dataset: BaseDataset, info: Dict,
             min_area: float) -> Tuple[str, ...]:
    names = dataset.metainfo['classes']
    if 'instances' in info:
        areas = _box_areas(info)
    elif info.get('seg_map_path'):
        areas = _pixel_areas(info, len(names), min_area)
    else:
        raise InputError(f'{info["img_path"]} has no labels to describe it '
                         'by: use another captioner than LabelCaptioner')
    return tuple(names[label] for label in
                 sorted(areas, key=lambda label: (-areas[label], label)))


def _box_areas(info: Dict) -> Dict[int, float]:
    """Area of the boxes of each class, by label.

    Panoptic segments of stuff have no box, and come after the things.
    """
    areas: Dict[int, float] = {}
    for instance in info['instances']:
        if not instance['ignore_flag']:
            x1, y1, x2, y2 = instance['bbox']
            label = instance['bbox_label']
            areas[label] = areas.get(label, 0) + (x2 - x1) * (y2 - y1)
    for segment in info.get('segments_info', ()):
        areas.setdefault(segment['category'], 0)
    return areas


def _pixel_areas(info: Dict, num_classes: int,
                 min_area: float) -> Dict[int, float]:
    """Pixels of each class that counts, by label."""
    from mmflexgen.datasets.transforms import LoadCheckedAnnotations
    loaded = LoadCheckedAnnotations(num_classes=num_classes)(dict(info))
    labels = loaded['gt_seg_map']
    counts = np.bincount(labels.ravel(), minlength=num_classes)[:num_classes]
    least = min(min_area * labels.size, counts.max())
    return {int(label): float(counts[label])
            for label in np.flatnonzero((counts >= least) & (counts > 0))}
