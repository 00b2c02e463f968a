"""Reads a COCO instance or detection dataset back through mmdet."""

from pathlib import Path
from typing import Any, Dict, List

import numpy as np

from ..coco_sample import decode_instances
from .coco_document import (INSTANCE, check_annotations, check_images,
                            check_masks, load_document)
from .consumer import open_coco
from .reading import read_samples
from .result import Verification


def verify_instances(root: str, consumer: Dict[str, Any]) -> Verification:
    """Loads every sample of a COCO dataset.

    Args:
        root: dataset folder.
        consumer: config of an mmdet dataset class, paths within ``root``.
            Where the folder ``annotations/instances_train`` lies beside
            ``annotations/instances_train.json``, as our exporter leaves it,
            masks are compared with those in it.

    Returns:
        Verification: missing, unreadable or repeated files and ids, sizes
        that differ, categories that the consumer does not know, broken
        polygons, boxes that leave the image, empty masks and objects that
        mmdet drops. ``figures`` has the IoU of the masks read with those
        written.

    Raises:
        InputError: there is no annotation file, or the consumer's class
            does not exist.
    """
    ann_file = Path(root) / consumer['ann_file']
    document = load_document(ann_file, INSTANCE)
    masks = [item.get('segmentation') for item in document['annotations']]
    pipeline = [
        dict(type='LoadImageFromFile'),
        dict(type='LoadAnnotations', with_bbox=True, with_mask=any(masks))
    ]
    result = Verification(consumer['type'].rpartition('.')[2],
                          len(document['images']))
    result.problems += check_images(document)
    result.problems += check_annotations(document)
    broken = check_masks(document)
    for clauses in broken.values():
        result.problems += clauses
    if any(masks) and not all(masks):
        result.problems.append(
            f'{sum(not mask for mask in masks)} of {len(masks)} objects have '
            'no mask, so a pipeline with_mask fails on them')
    dataset = open_coco(root, consumer, pipeline, document, result)
    if dataset is None:
        return result
    classes = dataset.metainfo['classes']
    sizes = {item['id']: (item['height'], item['width'])
             for item in document['images']}
    overlaps: List[float] = []
    for info, loaded in read_samples(dataset, result, ('img_path', ), broken):
        height, width = loaded['img'].shape[:2]
        if (height, width) != sizes[info['img_id']]:
            listed = sizes[info['img_id']]
            result.problems.append(
                f'{info["img_path"]} is {width} x {height} px, its '
                f'annotations are for {listed[1]} x {listed[0]}')
            continue
        result.objects.update(classes[label] for label
                              in loaded['gt_bboxes_labels'].tolist())
        if any(masks):
            for index, mask in enumerate(loaded['gt_masks'].masks):
                if not mask.any():
                    result.problems.append(f'object {index} of '
                                           f'{info["img_path"]} has an empty '
                                           'mask')
        written = ann_file.with_suffix('') / (
            f'{Path(info["img_path"]).stem}.json')
        if written.is_file():
            overlaps += _compare(info, loaded, written.read_bytes(), result)
    if overlaps:
        kind = ('polygon' if isinstance(next(filter(None, masks)), list)
                else 'RLE')
        result.figures = {
            f'{kind} round-trip IoU, mean': float(np.mean(overlaps)),
            f'{kind} round-trip IoU, lowest': min(overlaps)
        }
    return result


def _compare(info: Dict[str, Any], loaded: Dict[str, Any], data: bytes,
             result: Verification) -> List[float]:
    """IoU of each mask read with the one written."""
    written = decode_instances(data)
    labels, boxes = loaded['gt_bboxes_labels'], loaded['gt_bboxes']
    if not np.array_equal(labels, written.labels) or not np.allclose(
            boxes.tensor.numpy(), written.bboxes, atol=1e-3):
        result.problems.append(
            f'{result.consumer} reads other objects of {info["img_path"]} '
            'than were written')
        return []
    # A set without any object is read without masks.
    if 'masks' not in written or not len(written):
        return []
    overlaps = []
    for read, mask in zip(loaded['gt_masks'].masks.astype(bool),
                          written.masks):
        union = (read | mask).sum()
        overlaps.append(float((read & mask).sum() / union) if union else 0.0)
    return overlaps
