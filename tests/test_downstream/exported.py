"""Tiny datasets, written by our exporters for the stock configs to read."""

from pathlib import Path
from typing import List, Sequence

import numpy as np
from mmdet.datasets import CocoDataset, CocoPanopticDataset
from mmengine.structures import InstanceData
from mmseg.datasets import ADE20KDataset, CityscapesDataset, PascalVOCDataset

from mmflexgen.exporters import (ADE20KExporter, BaseExporter,
                                 CityscapesExporter, NYUDepthExporter,
                                 VOCExporter)
from mmflexgen.exporters.coco_instance import COCOInstanceExporter
from mmflexgen.exporters.coco_panoptic import COCOPanopticExporter
from mmflexgen.structures import SynthRequest, SynthSample

HEIGHT, WIDTH = 72, 96
COCO_THINGS = CocoDataset.METAINFO['classes']


def exporter(layout: str,
             things: Sequence[str] = COCO_THINGS) -> BaseExporter:
    """The exporter of a layout, for the classes of its stock config.

    Args:
        layout: 'voc', 'coco_instance' ….
        things: classes of COCO instances.
    """
    panoptic = CocoPanopticDataset.METAINFO
    return dict(
        voc=lambda: VOCExporter(PascalVOCDataset.METAINFO),
        ade20k=lambda: ADE20KExporter(ADE20KDataset.METAINFO),
        cityscapes=lambda: CityscapesExporter(CityscapesDataset.METAINFO),
        nyu=lambda: NYUDepthExporter({}),
        coco_instance=lambda: COCOInstanceExporter(
            dict(thing_classes=things)),
        coco_panoptic=lambda: COCOPanopticExporter(
            dict(thing_classes=panoptic['thing_classes'],
                 stuff_classes=panoptic['stuff_classes'])))[layout]()


def samples(num: int, classes: Sequence[int], background: int = 255,
            seed: int = 0) -> List[SynthSample]:
    """Rectangles of the given classes beside each other, on noise.

    Each has every kind of annotation; ``background`` is its label elsewhere.
    """
    rng = np.random.default_rng(seed)
    column = WIDTH // len(classes)
    result = []
    for number in range(num):
        image = rng.integers(0, 60, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        labels = np.full((HEIGHT, WIDTH), background, np.uint8)
        depth = np.full((HEIGHT, WIDTH), 5.0, np.float32)
        panoptic = np.zeros((HEIGHT, WIDTH), np.int32)
        masks, boxes, segments = [], [], []
        for place, index in enumerate(classes):
            left = place * column + int(rng.integers(0, 4))
            top, width, height = int(rng.integers(0, 8)), column - 8, 56
            area = np.s_[top:top + height, left:left + width]
            image[area] += np.uint8(100 + 40 * (place % 3))
            labels[area] = index
            depth[area] = 1.5 + place
            # Beyond 255, so that ids reach the second colour channel.
            panoptic[area] = 300 + place
            segments.append(dict(id=300 + place, label=index))
            masks.append(panoptic == 300 + place)
            boxes.append([left, top, left + width, top + height])
        sample = SynthSample(
            image=image, sem_seg=labels, depth=depth, panoptic=panoptic,
            instances=InstanceData(
                labels=np.array(classes, np.int64), masks=np.stack(masks),
                bboxes=np.array(boxes, np.float32)))
        sample.set_metainfo(dict(
            segments=segments, request=SynthRequest(number, 0, '', ())))
        result.append(sample)
    return result


def export(root: Path, form: BaseExporter,
           content: Sequence[SynthSample]) -> None:
    """Writes a dataset as the engine does: files, then what finalising
    gives."""
    for folder in form.folders:
        (root / folder).mkdir(parents=True)
    for number, sample in enumerate(content):
        contents = form.encode(sample)
        for kind, file in form.files(number).items():
            (root / file).write_bytes(contents[kind])
    lines = [dict(id=number, files=form.files(number))
             for number in range(len(content))]
    for name, pieces in form.finalise(root, lambda: iter(lines)).items():
        (root / name).write_bytes(b''.join(pieces))
