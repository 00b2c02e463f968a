"""Whole perception models that label finished images (VAG Plan B)."""

from .base import Annotation, Annotator
from .mmdet_annotator import MMDetAnnotator
from .mmseg_annotator import MMSegAnnotator
from .transformers_depth import TransformersDepthAnnotator
from .transformers_segmentation import TransformersSegmentationAnnotator

__all__ = ['Annotation', 'Annotator', 'MMDetAnnotator', 'MMSegAnnotator',
           'TransformersDepthAnnotator', 'TransformersSegmentationAnnotator']
