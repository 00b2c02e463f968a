"""Formats on the disk, each read back by the library that trains on it."""

from mmflexgen.utils import import_optional
from .ade20k import ADE20KExporter
from .base import BaseExporter
from .cityscapes import CityscapesExporter
from .nyu_depth import NYUDepthExporter
from .saliency import SaliencyExporter
from .verification import Verification
from .voc import VOCExporter

for _module in ('coco_instance', 'coco_panoptic'):
    import_optional(f'mmflexgen.exporters.{_module}', needs=('pycocotools', ))

__all__ = [
    'ADE20KExporter', 'BaseExporter', 'CityscapesExporter',
    'NYUDepthExporter', 'SaliencyExporter', 'VOCExporter', 'Verification'
]
