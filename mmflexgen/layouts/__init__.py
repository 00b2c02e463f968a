"""Where compositions come from, and how they are changed."""

from .coco import CocoLayouts
from .det import DetLayouts
from .imagefolder import ImageFolderLayouts
from .layout import Layout, LayoutReader
from .layout_file import LayoutFile, write_layouts
from .listed import ListedCompositions
from .manifest import ManifestLayouts
from .overlapping import OverlappingPairs
from .sampled import SampledCompositions
from .source import CompositionSource

__all__ = [
    'CocoLayouts', 'CompositionSource', 'DetLayouts', 'ImageFolderLayouts',
    'Layout', 'LayoutFile', 'LayoutReader', 'ListedCompositions',
    'ManifestLayouts', 'OverlappingPairs', 'SampledCompositions',
    'write_layouts'
]
