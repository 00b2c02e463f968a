"""Something to look at."""

from .grid import grid, sample_grid
from .overlay import colourise, contours, legend, overlay
from .preview import preview
from .report import choose_samples, write_report

__all__ = [
    'choose_samples', 'colourise', 'contours', 'grid', 'legend', 'overlay',
    'preview', 'sample_grid', 'write_report'
]
