"""Something to look at."""

from .grid import grid, sample_grid
from .layers import annotation_layers, object_colours
from .overlay import colourise, contours, enlarge, legend, overlay
from .preview import preview
from .report import choose_samples, write_report

__all__ = [
    'annotation_layers', 'choose_samples', 'colourise', 'contours',
    'enlarge', 'grid', 'legend', 'object_colours', 'overlay', 'preview',
    'sample_grid', 'write_report'
]
