from .eval_curve import EvalCurveHook
from .export_diffusers_hook import ExportDiffusersHook
from .sample_grid_hook import (ReconstructionGridHook, SamplePromptsHook,
                               picture_grid)

__all__ = [
    'EvalCurveHook', 'ExportDiffusersHook', 'ReconstructionGridHook',
    'SamplePromptsHook', 'picture_grid'
]
