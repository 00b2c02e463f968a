"""COCO JSON of rendered scenes: instances, panoptic, keypoints, captions."""

import json
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from PIL import Image
from pycocotools import mask as mask_api

from .classes import CLASSES, FOREGROUND, KEYPOINTS, SKELETON
from .world import Sample

FIGURE_ID = CLASSES.index('figure')


def categories() -> List[Dict[str, Any]]:
    """The classes with their label ids; the background has none."""
    return [dict(id=i + 1, name=name, supercategory='shape')
            for i, name in enumerate(FOREGROUND)]


def boxes(ids: np.ndarray, count: int) -> List[List[int]]:
    """[x, y, w, h] in pixels of what is seen of each object."""
    result = []
    for own in range(1, count + 1):
        rows, columns = np.nonzero(ids == own)
        x, y = int(columns.min()), int(rows.min())
        result.append([x, y, int(columns.max()) - x + 1,
                       int(rows.max()) - y + 1])
    return result


class CocoCollector:
    """Gathers one split and writes its four JSON files.

    Masks are RLE: exact also for the ring's hole and for parts cut off by
    an occluder.

    Args:
        root: dataset folder.
        split: name of the split in the file names.
    """

    def __init__(self, root: Path, split: str) -> None:
        self.root, self.split = root, split
        self.images, self.instances, self.captions = [], [], []
        self.panoptic, self.keypoints = [], []

    def add(self, stem: str, sample: Sample) -> None:
        """Adds one image."""
        rendered = sample.rendered
        image_id = len(self.images) + 1
        height, width = rendered.ids.shape
        self.images.append(dict(id=image_id, file_name=f'{stem}.png',
                                height=height, width=width))
        for text in sample.captions:
            self.captions.append(dict(id=len(self.captions) + 1,
                                      image_id=image_id, caption=text))
        # Id 0 is unlabelled in a panoptic PNG: background gets an id, too.
        segments = [dict(id=len(rendered.objects) + 1, category_id=0,
                         iscrowd=0, area=int((rendered.ids == 0).sum()),
                         bbox=[0, 0, width, height])]
        seen = boxes(rendered.ids, len(rendered.objects))
        for own, (item, box) in enumerate(zip(rendered.objects, seen), 1):
            mask = rendered.ids == own
            rle = mask_api.encode(np.asfortranarray(mask.astype(np.uint8)))
            rle['counts'] = rle['counts'].decode()
            annotation = dict(
                id=len(self.instances) + 1, image_id=image_id, iscrowd=0,
                category_id=CLASSES.index(item.category),
                area=int(mask.sum()), bbox=box, segmentation=rle)
            self.instances.append(annotation)
            segments.append(dict(id=own, iscrowd=0, bbox=box,
                                 category_id=annotation['category_id'],
                                 area=annotation['area']))
            points = rendered.keypoints[own - 1]
            if points is not None:
                self.keypoints.append(dict(
                    annotation, id=len(self.keypoints) + 1,
                    keypoints=points.ravel().tolist(),
                    num_keypoints=int((points[:, 2] > 0).sum())))
        self.panoptic.append(dict(image_id=image_id, file_name=f'{stem}.png',
                                  segments_info=segments))
        folder = self.root / 'annotations' / f'panoptic_{self.split}'
        folder.mkdir(parents=True, exist_ok=True)
        png = np.zeros((height, width, 3), dtype=np.uint8)
        png[..., 0] = np.where(rendered.ids == 0, len(rendered.objects) + 1,
                               rendered.ids)
        Image.fromarray(png).save(folder / f'{stem}.png', compress_level=1)

    def write(self) -> None:
        """Writes annotations/{instances,panoptic,…}_{split}.json."""
        background = dict(id=0, name='background', supercategory='stuff',
                          isthing=0)
        person = dict(id=FIGURE_ID, name='figure', supercategory='shape',
                      keypoints=list(KEYPOINTS), skeleton=SKELETON)
        things = [dict(c, isthing=1) for c in categories()]
        for kind, annotations, classes in (
                ('instances', self.instances, categories()),
                # mmdet numbers labels in this order and wants things first.
                ('panoptic', self.panoptic, [*things, background]),
                ('person_keypoints', self.keypoints, [person]),
                ('captions', self.captions, None)):
            content = dict(images=self.images, annotations=annotations)
            if classes is not None:
                content['categories'] = classes
            path = self.root / 'annotations' / f'{kind}_{self.split}.json'
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content))
