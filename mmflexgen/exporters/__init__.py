"""Formats on the disk, each read back by the library that trains on it."""

from mmflexgen.utils import import_optional
from .ade20k import ADE20KExporter
from .base import BaseExporter
from .cityscapes import CityscapesExporter
from .verification import Verification
from .voc import VOCExporter

import_optional('mmflexgen.exporters.coco_instance', needs=('pycocotools', ))

__all__ = [
    'ADE20KExporter', 'BaseExporter', 'CityscapesExporter', 'VOCExporter',
    'Verification'
]
