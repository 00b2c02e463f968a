"""COCO's annotation files, written in pieces."""

import json
from itertools import count
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Tuple

from pycocotools import mask as mask_api

# Yields (image id, file name, document) of every sample, anew at each call.
Samples = Callable[[], Iterator[Tuple[int, str, Dict[str, Any]]]]


def stream_file(categories: List[Dict[str, Any]], samples: Samples,
                annotations: Callable[[int, Dict[str, Any]],
                                      Iterable[Dict[str, Any]]]
                ) -> Iterator[bytes]:
    """A COCO file: categories, images, annotations, one per line.

    Args:
        categories: in the order of the labels.
        samples: read twice, for the images and for their annotations.
        annotations: image id and document to the image's annotations.
    """
    images = (dict(id=image_id, file_name=file, height=document['height'],
                   width=document['width'])
              for image_id, file, document in samples())
    yield b'{"categories": ' + _dump(categories) + b',\n"images": ['
    yield from _items(images)
    yield b'],\n"annotations": ['
    yield from _items(annotation for image_id, _, document in samples()
                      for annotation in annotations(image_id, document))
    yield b']}\n'


def read_documents(root: Path, lines: Iterable[Dict[str, Any]],
                   files: Callable[[int], Dict[str, str]], image: str,
                   document: str) -> Iterator[Tuple[int, str, Dict]]:
    """Documents of the accepted samples; the image id is the sample's.

    Args:
        root: dataset folder.
        lines: of the manifest.
        files: sample id to its files.
        image, document: kinds among these files.
    """
    for line in lines:
        if not line.get('unfilled'):
            paths = files(line['id'])
            with open(root / paths[document], encoding='ascii') as file:
                yield line['id'], Path(paths[image]).name, json.load(file)


def numbered(make: Callable[[int, Dict[str, Any]], Iterable[Dict[str, Any]]]
             ) -> Callable[[int, Dict[str, Any]], Iterator[Dict[str, Any]]]:
    """Gives annotations ids from 1; COCOeval takes 0 for no match."""
    ids = count(1)

    def go(image_id, document):
        for annotation in make(image_id, document):
            yield dict(id=next(ids), image_id=image_id, **annotation)

    return go


def instance_annotations(category_ids: List[int]) -> Callable:
    """A function (image id, document) to COCO's instance annotations.

    Args:
        category_ids: by label.
    """

    def go(image_id, document):
        for index, label in enumerate(document['labels']):
            yield _annotation(document, index, category_ids[label])

    return go


def keypoint_annotations(label: int, category_id: int) -> Callable:
    """A function (image id, document) to COCO's keypoint annotations.

    Args:
        label: of the class that has keypoints.
        category_id: of that class.
    """

    def go(image_id, document):
        for index in range(len(document['labels'])):
            if document['labels'][index] == label:
                points = document['keypoints'][index]
                yield dict(
                    _annotation(document, index, category_id),
                    num_keypoints=sum(v > 0 for _, _, v in points),
                    keypoints=[value for x, y, v in points
                               for value in (x, y, int(v))])

    return go


def _annotation(document: Dict[str, Any], index: int,
                category_id: int) -> Dict[str, Any]:
    x1, y1, x2, y2 = document['bboxes'][index]
    width, height = x2 - x1, y2 - y1
    annotation = dict(category_id=category_id, iscrowd=0,
                      bbox=[x1, y1, width, height], area=width * height)
    if 'masks' in document:
        rle = document['masks'][index]
        annotation['area'] = int(mask_api.area(rle))
        annotation['segmentation'] = (
            document['polygons'][index] if 'polygons' in document else rle)
    if 'scores' in document:
        annotation['score'] = document['scores'][index]
    return annotation


def _items(values: Iterable[Dict[str, Any]]) -> Iterator[bytes]:
    start = b'\n'
    for value in values:
        yield start + _dump(value)
        start = b',\n'


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode('utf-8')
