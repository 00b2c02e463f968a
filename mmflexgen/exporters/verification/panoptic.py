"""Reads a COCO panoptic dataset back through mmdet."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Dict, Iterator

import numpy as np
from PIL import Image

from ...structures.panoptic_ids import rgb_to_ids
from .coco_document import PANOPTIC, check_images, load_document, repeated
from .consumer import open_coco
from .reading import read_samples
from .result import Verification


def verify_panoptic(root: str, consumer: Dict[str, Any]) -> Verification:
    """Loads every sample of a COCO panoptic dataset.

    mmdet's ``LoadPanopticAnnotations`` needs panopticapi; where that is not
    installed, :class:`mmflexgen.datasets.LoadPanopticPNG` does the same.

    Args:
        root: dataset folder.
        consumer: config of an mmdet dataset class, paths within ``root``.

    Returns:
        Verification: missing, unreadable or repeated files and ids, sizes
        that differ, categories that the consumer does not know, segments
        without pixels or of another area than listed, pixels of no listed
        segment, labels that mmdet reads otherwise.

    Raises:
        InputError: there is no annotation file, or the consumer's class
            does not exist.
    """
    document = load_document(Path(root) / consumer['ann_file'], PANOPTIC)
    loader = ('mmdet.LoadPanopticAnnotations' if find_spec('panopticapi')
              else 'mmflexgen.LoadPanopticPNG')
    result = Verification(consumer['type'].rpartition('.')[2],
                          len(document['images']))
    result.problems += check_images(document)
    result.problems += _check_annotations(document)
    pipeline = [dict(type='LoadImageFromFile'), dict(type=loader)]
    dataset = open_coco(root, consumer, pipeline, document, result)
    if dataset is None:
        return result
    classes = dataset.metainfo['classes']
    annotations = {item['image_id']: item for item in document['annotations']}
    for info, loaded in read_samples(dataset, result,
                                     ('img_path', 'seg_map_path')):
        path, labels = info['seg_map_path'], loaded['gt_seg_map']
        with Image.open(path) as picture:
            ids = rgb_to_ids(np.asarray(picture.convert('RGB')))
        segments = annotations.get(info['img_id'],
                                   {'segments_info': []})['segments_info']
        expected = np.full(ids.shape, 255)
        for segment in segments:
            mask = ids == segment['id']
            area = int(mask.sum())
            if area != segment['area']:
                result.problems.append(
                    f'segment {segment["id"]} of {path} has {area} pixels, '
                    f'but its area is given as {segment["area"]}')
            label = dataset.cat2label.get(segment['category_id'])
            if label is not None and area:
                expected[mask] = label
                result.pixels[classes[label]] += area
                result.objects[classes[label]] += 1
        listed = [segment['id'] for segment in segments]
        strange = np.setdiff1d(ids, [0, *listed])
        if strange.size:
            result.problems.append(f'{path} holds the segment {strange[0]}, '
                                   'which is not listed')
        void = int((expected == 255).sum())
        if void:
            result.pixels['ignore'] += void
        if not np.array_equal(expected, labels):
            result.problems.append(f'{result.consumer} reads other labels in '
                                   f'{path} than were written')
    return result


def _check_annotations(document: Dict[str, Any]) -> Iterator[str]:
    """Clauses on the lists of segments."""
    images = {image['id']: image['file_name'] for image in document['images']}
    categories = {item['id'] for item in document['categories']}
    for item in document['categories']:
        if 'isthing' not in item:
            yield f'the category {item["name"]!r} lacks isthing'
    annotated = [item['image_id'] for item in document['annotations']]
    yield from repeated('annotation of image', annotated)
    for image_id in images.keys() - set(annotated):
        yield f'{images[image_id]} has no annotation'
    for item in document['annotations']:
        name = item['file_name']
        file = images.get(item['image_id'])
        if file is None:
            yield (f'{name} belongs to image {item["image_id"]}, which is '
                   'not in the file')
        elif file.replace('.jpg', '.png') != name:
            yield (f'the annotation of {file} is in {name}, but mmdet reads '
                   f'{file.replace(".jpg", ".png")}')
        segments = item['segments_info']
        if not segments:
            yield f'{name} has no segment'
        yield from (f'in {name} {clause}' for clause in repeated(
            'segment id', (segment['id'] for segment in segments)))
        for segment in segments:
            if segment['category_id'] not in categories:
                yield (f'segment {segment["id"]} of {name} has the category '
                       f'id {segment["category_id"]}, outside the categories')
