"""Formats on the disk, each read back by the library that trains on it."""

from .base import BaseExporter
from .verify import Verification, verify_segmentation
from .voc import VOCExporter

__all__ = [
    'BaseExporter', 'VOCExporter', 'Verification', 'verify_segmentation'
]
