"""What is wrong with a COCO file, whatever its consumer makes of it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Sequence

import numpy as np

from ...utils import InputError

_PARTS = ('images', 'annotations', 'categories')


def load_document(path: Path) -> Dict[str, Any]:
    """A COCO file's contents.

    Raises:
        InputError: there is no such file, or it is not a COCO file.
    """
    try:
        document = json.loads(Path(path).read_text(encoding='utf-8'))
    except (OSError, ValueError) as error:
        raise InputError(f'{path} cannot be read as JSON '
                         f'({error})') from error
    missing = [part for part in _PARTS if not (
        isinstance(document, dict) and isinstance(document.get(part), list))]
    if missing:
        raise InputError(f'{path} has no list {missing[0]!r}, so it is not a '
                         'COCO annotation file')
    return document


def repeated(what: str, values: Iterable) -> List[str]:
    """Clauses on values that occur more than once."""
    return [f'the {what} {value} occurs {count} times'
            for value, count in Counter(values).items() if count > 1]


def check_categories(document: Dict[str, Any],
                     classes: Sequence[str]) -> Iterator[str]:
    """Clauses on categories that mmdet would take for others.

    Its labels number those categories that are classes, in the order of the
    file.
    """
    names = [category['name'] for category in document['categories']]
    yield from repeated('category id', (
        category['id'] for category in document['categories']))
    unknown = [name for name in names if name not in classes]
    if unknown:
        yield (f'{len(unknown)} categories are none of the '
               f'{len(classes)} classes, the first is {unknown[0]!r}; their '
               'objects are dropped')
    absent = [name for name in classes if name not in names]
    if absent:
        yield (f'{len(absent)} classes are not among the categories, the '
               f'first is {absent[0]!r}; mmdet numbers the rest without them')
    elif [name for name in names if name in classes] != list(classes):
        yield ('the categories are in another order than the classes, so '
               'mmdet confuses their labels')


def check_images(document: Dict[str, Any]) -> Iterator[str]:
    """Clauses on image ids and file names that are not unique."""
    images = document['images']
    yield from repeated('image id', (image['id'] for image in images))
    yield from repeated('file_name',
                         (image['file_name'] for image in images))


def check_annotations(document: Dict[str, Any]) -> Iterator[str]:
    """Clauses on ids, categories and boxes of an instance file."""
    images = {image['id']: image for image in document['images']}
    categories = {item['id'] for item in document['categories']}
    annotations = document['annotations']
    yield from repeated('annotation id', (item['id'] for item in annotations))
    for item in annotations:
        name = f'annotation {item["id"]}'
        image = images.get(item['image_id'])
        if image is None:
            yield f'{name} belongs to image {item["image_id"]}, which is not '\
                  'in the file'
            continue
        if item['category_id'] not in categories:
            yield (f'{name} has the category id {item["category_id"]}, '
                   'outside the categories')
        for clause in _box(item, image):
            yield f'{name} ({image["file_name"]}) {clause}'


def check_masks(document: Dict[str, Any]) -> Dict[Any, List[str]]:
    """Clauses on broken polygons and RLEs, by image id.

    pycocotools takes any amount of memory for some of them, so mmdet must
    not load these images.
    """
    images = {image['id']: image for image in document['images']}
    result: Dict[Any, List[str]] = {}
    for item in document['annotations']:
        image = images.get(item['image_id'])
        found = item.get('segmentation')
        if image is not None and found is not None:
            clause = _segmentation(found, image)
            if clause:
                result.setdefault(image['id'], []).append(
                    f'annotation {item["id"]} ({image["file_name"]}) {clause}')
    return result


def _box(item: Dict[str, Any], image: Dict[str, Any]) -> Iterator[str]:
    x, y, width, height = item['bbox']
    if width < 1 or height < 1 or item['area'] <= 0:
        yield 'has a box of less than 1 px or no area, so mmdet drops it'
    elif (x < -1 or y < -1 or x + width > image['width'] + 1
          or y + height > image['height'] + 1):
        yield 'has a box that leaves the image'


def _segmentation(found: Any, image: Dict[str, Any]) -> str:
    if isinstance(found, dict):
        if found.get('size') != [image['height'], image['width']]:
            return (f'has an RLE of size {found.get("size")} on an image of '
                    f'{image["height"]} x {image["width"]} (height, width)')
        if not isinstance(found.get('counts'), (str, list)):
            return 'has an RLE whose counts are neither text nor a list'
        return ''
    if not found:
        return 'has an empty mask'
    return next(filter(None, (_polygon(item, image) for item in found)), '')


def _polygon(polygon: List[float], image: Dict[str, Any]) -> str:
    if not isinstance(polygon, list) or len(polygon) < 6 or len(polygon) % 2:
        return ('has a broken polygon: a list of x, y of three points or '
                'more was expected')
    points = np.array(polygon, np.float64).reshape(-1, 2)
    size = np.array([image['width'], image['height']])
    if not np.isfinite(points).all():
        return 'has a broken polygon: a coordinate is not a number'
    if (points < -1).any() or (points > size + 1).any():
        return 'has a polygon that leaves the image'
    if np.linalg.matrix_rank(points - points[0]) < 2:
        return 'has a broken polygon: its points are on one line'
    return ''
