"""Tiny datasets in the layouts that stock configs read."""

import json
from pathlib import Path
from typing import List, NamedTuple, Sequence, Tuple

import numpy as np
from PIL import Image

HEIGHT, WIDTH = 72, 96


class Scene(NamedTuple):
    """One image: (H, W, 3) uint8, (H, W) metres, and boxes by class."""

    image: np.ndarray
    depth: np.ndarray
    boxes: List[Tuple[int, Tuple[int, int, int, int]]]


def scenes(num: int, classes: Sequence[int], seed: int = 0) -> List[Scene]:
    """Rectangles of the given classes beside each other, on noise.

    A box is (left, top, width, height); no two of an image overlap.
    """
    rng = np.random.default_rng(seed)
    result = []
    for _ in range(num):
        image = rng.integers(0, 60, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        depth = np.full((HEIGHT, WIDTH), 5.0, np.float32)
        boxes = []
        column = WIDTH // len(classes)
        for place, index in enumerate(classes):
            left = place * column + int(rng.integers(0, 4))
            top, width, height = int(rng.integers(0, 8)), column - 8, 56
            area = np.s_[top:top + height, left:left + width]
            image[area] += np.uint8(100 + 40 * (place % 3))
            depth[area] = 1.5 + place
            boxes.append((index, (left, top, width, height)))
        result.append(Scene(image, depth, boxes))
    return result


def paint(scene: Scene, background: int, values: Sequence[int]) -> np.ndarray:
    """(H, W) int64: a value per box on a background."""
    canvas = np.full((HEIGHT, WIDTH), background, np.int64)
    for (_, (left, top, width, height)), value in zip(scene.boxes, values):
        canvas[top:top + height, left:left + width] = value
    return canvas


def labels_of(scene: Scene, background: int, offset: int = 0) -> np.ndarray:
    """(H, W) uint8 label map."""
    return paint(scene, background, [index + offset for index, _ in
                                     scene.boxes]).astype(np.uint8)


def save(path: Path, pixels: np.ndarray) -> None:
    """Writes an image file and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


def write_voc(root: Path, content: Sequence[Scene]) -> None:
    """PASCAL VOC with the folder of extra labels that mmseg's configs read;
    background 0."""
    for number, scene in enumerate(content):
        name = f'2007_{number:06d}'
        save(root / f'JPEGImages/{name}.jpg', scene.image)
        for folder in ('SegmentationClass', 'SegmentationClassAug'):
            save(root / f'{folder}/{name}.png', labels_of(scene, 0))
    names = ''.join(f'2007_{number:06d}\n' for number in range(len(content)))
    for split in ('train', 'aug'):
        path = root / f'ImageSets/Segmentation/{split}.txt'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(names)


def write_ade20k(root: Path, content: Sequence[Scene]) -> None:
    """ADE20K: class + 1, and 0 for what is ignored."""
    for number, scene in enumerate(content):
        name = f'ADE_train_{number:08d}'
        save(root / f'images/training/{name}.jpg', scene.image)
        save(root / f'annotations/training/{name}.png',
             labels_of(scene, 0, offset=1))


def write_cityscapes(root: Path, content: Sequence[Scene]) -> None:
    """Cityscapes with train ids; 255 is ignored."""
    for number, scene in enumerate(content):
        name = f'aachen/aachen_{number:06d}_000019'
        save(root / f'leftImg8bit/train/{name}_leftImg8bit.png', scene.image)
        save(root / f'gtFine/train/{name}_gtFine_labelTrainIds.png',
             labels_of(scene, 255))


def write_nyu(root: Path, content: Sequence[Scene]) -> None:
    """NYU depth: uint16 millimetres."""
    for number, scene in enumerate(content):
        name = f'kitchen_{number:05d}'
        save(root / f'images/train/{name}.jpg', scene.image)
        save(root / f'annotations/train/{name}.png',
             (scene.depth * 1000).astype(np.uint16))


def write_coco_instance(root: Path, content: Sequence[Scene],
                        names: Sequence[str]) -> None:
    """COCO instances: polygons; a class index is a place in ``names``."""
    annotations = []
    for number, scene in enumerate(content):
        for index, (x, y, w, h) in scene.boxes:
            annotations.append(dict(
                id=len(annotations) + 1, image_id=number,
                category_id=index + 1, bbox=[x, y, w, h], area=w * h,
                iscrowd=0, segmentation=[
                    [x, y, x + w, y, x + w, y + h, x, y + h]]))
    _write_coco(root, content, names, 'instances', annotations)


def write_coco_panoptic(root: Path, content: Sequence[Scene],
                        names: Sequence[str], num_things: int) -> None:
    """COCO panoptic: segments in colours; the background has none."""
    annotations = []
    for number, scene in enumerate(content):
        # Ids beyond 255 reach the second colour channel.
        ids = [200 + 100 * place for place in range(len(scene.boxes))]
        canvas = paint(scene, 0, ids)
        save(root / f'annotations/panoptic_train2017/{number:012d}.png',
             np.stack([canvas % 256, canvas // 256, canvas * 0], -1).astype(
                 np.uint8))
        annotations.append(dict(
            image_id=number, file_name=f'{number:012d}.png', segments_info=[
                dict(id=segment, category_id=index + 1, bbox=list(box),
                     area=box[2] * box[3], iscrowd=0)
                for segment, (index, box) in zip(ids, scene.boxes)]))
    _write_coco(root, content, names, 'panoptic', annotations, num_things)


def _write_coco(root: Path, content: Sequence[Scene], names: Sequence[str],
                kind: str, annotations: List[dict],
                num_things: int = 10**6) -> None:
    images = []
    for number, scene in enumerate(content):
        file_name = f'{number:012d}.jpg'
        save(root / 'train2017' / file_name, scene.image)
        images.append(dict(id=number, file_name=file_name, height=HEIGHT,
                           width=WIDTH))
    path = root / f'annotations/{kind}_train2017.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(
        images=images, annotations=annotations, categories=[
            dict(id=index + 1, name=name, isthing=int(index < num_things))
            for index, name in enumerate(names)])))
