"""Reads datasets back through the classes that will train on them.

What reads COCO files needs pycocotools and stands in modules of its own:
``instances``, ``keypoints``, ``panoptic``.
"""

from .consumer import check_classes, open_dataset
from .result import Verification
from .semantic import verify_semantic

__all__ = ['Verification', 'check_classes', 'open_dataset',
           'verify_semantic']
