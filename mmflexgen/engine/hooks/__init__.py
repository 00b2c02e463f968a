from .colour_map_grid_hook import ColourMapGridHook
from .composition_grid_hook import CompositionGridHook
from .epoch_seed_hook import EpochSeedHook
from .eval_curve import EvalCurveHook
from .export_diffusers_hook import ExportDiffusersHook, ExportHook
from .sample_grid_hook import (ReconstructionGridHook, SamplePromptsHook,
                               picture_grid)
from .self_training_hook import HardnessSelfTrainingHook

__all__ = [
    'ColourMapGridHook', 'CompositionGridHook', 'EpochSeedHook',
    'EvalCurveHook', 'ExportDiffusersHook', 'ExportHook',
    'HardnessSelfTrainingHook', 'ReconstructionGridHook', 'SamplePromptsHook',
    'picture_grid'
]
