"""A generator that costs nothing, for tests of the engine."""

import time
import zlib

import numpy as np
import torch
from mmengine.structures import InstanceData
from torch import nn

from mmflexgen.registry import MODELS
from mmflexgen.structures import SynthSample

CLASSES = ('background', 'aeroplane', 'bicycle', 'bird', 'boat', 'bottle',
           'bus', 'car', 'cat', 'chair', 'cow', 'diningtable', 'dog', 'horse',
           'motorbike', 'person', 'pottedplant', 'sheep', 'sofa', 'train',
           'tvmonitor')
PALETTE = tuple((40 + 10 * i, 250 - 10 * i, (97 * i) % 256)
                for i in range(len(CLASSES)))


@MODELS.register_module()
class DummyGenerator(nn.Module):
    """Noise in which every prompted class is a stripe.

    A corner pixel tells the whole batch, as last bits may on real hardware:
    a sample made among other neighbours is another sample.

    Args:
        blank: part of the attempts that give a black image.
        fault: 'nan', 'label id', 'size', 'dtype' or 'count': what is wrong
            with sample 5.
        wait: seconds per sample.
        trained: whether it has a weight, and so needs a checkpoint.
    """

    kinds = ('sem_seg', )
    metainfo = dict(classes=CLASSES, palette=PALETTE)

    def __init__(self, blank=0.0, fault='', wait=0.0, size=24,
                 trained=False):
        super().__init__()
        if trained:
            self.scale = nn.Parameter(torch.ones(1))
        self.blank, self.fault, self.wait = blank, fault, wait
        self.size = size

    def generate(self, requests):
        batch = zlib.crc32(repr([(r.sample_id, r.attempt)
                                 for r in requests]).encode())
        samples = [self._sample(request, batch) for request in requests]
        return samples[1:] if self.fault == 'count' else samples

    def _sample(self, request, batch):
        time.sleep(self.wait)
        rng = np.random.RandomState(request.seed)
        image = rng.randint(0, 256, (self.size, self.size, 3)).astype('uint8')
        image[0, 0] = batch & 255, batch >> 8 & 255, batch >> 16 & 255
        labels = np.zeros((self.size, self.size), 'uint8')
        for row, name in enumerate(request.classes):
            labels[4 * row + 1:4 * row + 4, 2:20] = CLASSES.index(name)
        labels[-1] = 255
        if rng.rand() < self.blank:
            image[:] = 0
        if request.sample_id == 5:
            if self.fault == 'nan':
                image = np.full(image.shape, np.nan, 'float32')
            elif self.fault == 'label id':
                labels[3, 3] = 42
            elif self.fault == 'size':
                labels = labels[:-2]
            elif self.fault == 'dtype':
                image = image.astype('float32')
        return SynthSample(
            metainfo=dict(request=request,
                          scores=dict(confidence=float(rng.rand()))),
            image=image, sem_seg=labels)


@MODELS.register_module()
class DummyEverything(DummyGenerator):
    """All kinds of annotation, one object per prompted class."""

    kinds = ('sem_seg', 'instances', 'panoptic', 'depth', 'saliency')
    metainfo = dict(classes=CLASSES, palette=PALETTE,
                    thing_classes=CLASSES[1:], stuff_classes=('background', ))

    def _sample(self, request, batch):
        sample = super()._sample(request, batch)
        labels = sample.sem_seg
        found = [value for value in np.unique(labels) if 0 < value < 255]
        masks = np.array([labels == value for value in found])
        rows = [np.flatnonzero(mask.any(1)) for mask in masks]
        columns = [np.flatnonzero(mask.any(0)) for mask in masks]
        sample.instances = InstanceData(
            labels=np.array(found, np.int64) - 1, masks=masks,
            bboxes=np.array([(x[0], y[0], x[-1] + 1, y[-1] + 1)
                             for x, y in zip(columns, rows)], np.float32))
        sample.panoptic = np.where(labels == 255, 0, labels + 1).astype(
            np.int32)
        sample.set_metainfo(dict(segments=[
            dict(id=int(value) + 1,
                 label=len(CLASSES) - 1 if value == 0 else int(value) - 1)
            for value in (0, *found)]))
        sample.depth = np.round(np.linspace(
            1, 9, labels.size, dtype=np.float32).reshape(labels.shape), 3)
        sample.saliency = np.where(masks.any(0), 255, 0).astype(np.uint8)
        return sample
