from .colour_map_grid_hook import ColourMapGridHook
from .composition_grid_hook import CompositionGridHook
from .eval_curve import EvalCurveHook
from .export_diffusers_hook import ExportDiffusersHook, ExportHook
from .sample_grid_hook import (ReconstructionGridHook, SamplePromptsHook,
                               picture_grid)

__all__ = [
    'ColourMapGridHook', 'CompositionGridHook', 'EvalCurveHook',
    'ExportDiffusersHook', 'ExportHook', 'ReconstructionGridHook',
    'SamplePromptsHook', 'picture_grid'
]
