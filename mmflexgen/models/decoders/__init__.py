from .hypercolumn_fusion import HypercolumnFusion
from .mask_criterion import MaskCriterion, MaskTargets, semantic_targets
from .mask_transformer import MaskTransformer
from .p_decoder import PDecoder
from .pixel_decoder import PixelDecoder

__all__ = [
    'HypercolumnFusion', 'MaskCriterion', 'MaskTargets', 'MaskTransformer',
    'PDecoder', 'PixelDecoder', 'semantic_targets'
]
