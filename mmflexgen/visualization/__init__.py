"""Something to look at."""

from .grid import grid, sample_grid
from .layers import annotation_layers, class_palette, object_colours
from .overlay import colourise, contours, enlarge, legend, overlay
from .preview import preview
from .reject_picture import reject_picture
from .report import choose_samples, write_report

__all__ = [
    'annotation_layers', 'choose_samples', 'class_palette', 'colourise',
    'contours', 'enlarge', 'grid', 'legend', 'object_colours', 'overlay',
    'preview', 'reject_picture', 'sample_grid', 'write_report'
]
